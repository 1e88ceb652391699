import { z } from 'zod';

type Entry = {
  /** HTTP status, where the error answers a call. */
  status: number;
  /** A sentence for people. */
  message: string;
  /** The next step. */
  hint: string;
  /** Whether the same try, later, can end differently without anything being changed. */
  retryable: boolean;
};

/** The one catalogue that HTTP, WebSocket and failed tasks share. */
export const ERRORS = {
  bad_message: { status: 400, message: 'That message could not be understood.', hint: 'Send one JSON object that fits the documented shape.', retryable: false },
  invalid_url: { status: 422, message: 'That is not an address MindTube can open.', hint: 'Paste a full link that starts with http:// or https:// and has no user name or password in it.', retryable: false },
  unsupported_url: { status: 422, message: 'This kind of link is not supported here.', hint: 'Try a direct link to the video or its captions, or the page that plays it.', retryable: false },
  forbidden_address: { status: 422, message: 'That address is inside a private network, so it is not fetched.', hint: 'Use a public address; the operator can allow a private one with FETCH_ALLOW.', retryable: false },
  not_found: { status: 404, message: 'There is nothing at this address.', hint: 'Check the path against the API description at /api/v1/openapi.json.', retryable: false },
  task_not_found: { status: 404, message: 'There is no such task, or it is not yours to see.', hint: 'Check the link, or ask its owner to share it again.', retryable: false },
  unauthorized: { status: 401, message: 'You are not signed in, or your sign-in has expired.', hint: 'Sign in again, or send a valid token.', retryable: false },
  forbidden: { status: 403, message: 'You may not do that.', hint: 'Ask the owner, or sign in with another account.', retryable: false },
  rate_limited: { status: 429, message: 'Too many requests in a short time.', hint: 'Wait for the stated time, then try again.', retryable: true },
  too_many_subscriptions: { status: 429, message: 'This connection follows as many tasks as it may.', hint: 'Unsubscribe from a task first, or open another connection.', retryable: false },
  conflict: { status: 409, message: 'The task is not in a state in which that can be done.', hint: 'Reload to see where it stands now.', retryable: false },
  video_unavailable: { status: 404, message: 'The video is not there any more.', hint: 'Check the link in a browser; it may have been removed or moved.', retryable: false },
  video_private: { status: 403, message: 'The video is private.', hint: 'Ask its owner to publish it, or upload its transcript to this task.', retryable: false },
  age_restricted: { status: 403, message: 'The video is only shown to signed-in adults.', hint: 'Upload its transcript to this task.', retryable: false },
  live_not_ended: { status: 409, message: 'The live stream has not ended yet.', hint: 'Try again when it is over.', retryable: true },
  captions_missing: { status: 422, message: 'The video has no captions.', hint: 'Upload a transcript (SRT or VTT) to this task, or configure speech recognition (STT_BASE_URL).', retryable: false },
  captions_gated: { status: 403, message: 'The video has captions, but the site does not hand them out.', hint: 'Upload a transcript (SRT or VTT) to this task, or try again later.', retryable: true },
  source_blocked: { status: 403, message: 'The site refuses to show this to MindTube.', hint: 'Check that the link opens without signing in, or upload a transcript to this task.', retryable: false },
  source_rate_limited: { status: 429, message: 'The site asks MindTube to slow down.', hint: 'Try again in a few minutes.', retryable: true },
  source_unreachable: { status: 502, message: 'The site could not be reached.', hint: 'Check the link in a browser, then try again.', retryable: true },
  not_media: { status: 422, message: 'There is no video, sound or transcript at this address.', hint: 'Paste the link of the video itself or of the page that plays it.', retryable: false },
  too_large: { status: 422, message: 'The file is larger than MindTube reads.', hint: 'Try a smaller version, or link to its captions file.', retryable: false },
  too_long: { status: 422, message: 'The video is longer than MindTube takes.', hint: 'Try a shorter part of it, or upload its transcript.', retryable: false },
  speech_unconfigured: { status: 422, message: 'Speech recognition is not set up here.', hint: 'Set STT_BASE_URL, or upload a transcript to this task.', retryable: false },
  speech_failed: { status: 502, message: 'Speech recognition failed.', hint: 'Try again; finished slices are kept.', retryable: true },
  model_failed: { status: 502, message: 'The language model failed.', hint: 'Try again, or go on without a model.', retryable: true },
  cancelled: { status: 409, message: 'The task was cancelled.', hint: 'Start it again with Retry.', retryable: false },
  worker_lost: { status: 500, message: 'The worker that ran this task was lost.', hint: 'Try again; finished stages are kept.', retryable: true },
  internal: { status: 500, message: 'Something went wrong inside MindTube.', hint: 'Try again; if it happens again, tell the operator.', retryable: true },
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof ERRORS;
export const zErrorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);

export type FailureDetails = { message?: string; hint?: string; retryable?: boolean; retry_after?: number; cause?: unknown };

/**
 * An error of the catalogue. Modules are loaded twice in one process (server and Next's routes),
 * so it is told apart by `code`, never by `instanceof`: see `asFailure`.
 */
export class Failure extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly retryable: boolean;
  /** Seconds to wait, where known. */
  readonly retry_after: number | undefined;

  constructor(code: ErrorCode, details: FailureDetails = {}) {
    super(details.message ?? ERRORS[code].message, { cause: details.cause });
    this.name = 'Failure';
    this.code = code;
    this.hint = details.hint ?? ERRORS[code].hint;
    this.retryable = details.retryable ?? ERRORS[code].retryable;
    this.retry_after = details.retry_after;
  }
}

/** Any thrown thing as a `Failure`; what carries no code of the catalogue becomes `internal` with the cause kept. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const known = zFailureLike.safeParse(thrown);
  if (known.success) return new Failure(known.data.code, { ...known.data, cause: thrown });
  return new Failure('internal', { cause: thrown });
}

const zFailureLike = z.looseObject({
  code: zErrorCode,
  message: z.string(),
  hint: z.string().optional(),
  retryable: z.boolean().optional(),
  retry_after: z.number().optional(),
});
