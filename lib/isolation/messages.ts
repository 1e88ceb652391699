import type { GuardedRequest } from '#lib/net/guarded-fetch.ts';
import type { Failure } from '#lib/protocol/errors.ts';

/** An error of the catalogue as it travels between processes. */
export type SentFailure = Pick<Failure, 'code' | 'message' | 'hint' | 'retryable' | 'retry_after'>;
export type SentRequest = Omit<GuardedRequest, 'signal' | 'onBytes'>;

/** Every message names its job, so that what an earlier one left behind is not taken for the next one's. */
export type ToReader = { job: number } & (
  | { type: 'job'; name: string; input: unknown }
  /** The last part has been taken. */
  | { type: 'go'; value: unknown }
  | { type: 'answer'; call: number; status: number; headers: [string, string][]; url: string; has_body: boolean }
  /** Null: the body has ended. */
  | { type: 'chunk'; call: number; bytes: Uint8Array | null }
  | { type: 'refusal'; call: number; failure: SentFailure }
);

export type FromReader = { job: number } & (
  | { type: 'fetch'; call: number; address: string; request: SentRequest }
  | { type: 'pull'; call: number }
  | { type: 'cancel'; call: number }
  | { type: 'progress'; done: number; total: number; message: string }
  | { type: 'part'; value: unknown }
  /** `rss` in bytes: what the process takes now. */
  | { type: 'done'; value: unknown; rss: number }
  | { type: 'failed'; failure: SentFailure }
);

export function sentFailure({ code, message, hint, retryable, retry_after }: Failure): SentFailure {
  return { code, message, hint, retryable, retry_after };
}
