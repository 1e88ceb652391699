import { z } from 'zod';
import { textOf, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import type { YoutubeClient } from './clients.ts';
import { failureOfHtml } from './page-answer.ts';

/** Asks YouTube as one of its own programs; the answer is what it sent, unread. */
export type AskYoutube = (call: '/player' | '/next', id: string, client: YoutubeClient) => Promise<unknown>;

export const YOUTUBE_ORIGIN = 'https://www.youtube.com';
const MAX_BYTES = 12 * 1024 * 1024;

/**
 * The guarded fetch as YouTube needs it: every call goes to `origin`, path and query kept; an empty answer is
 * `captions_gated`, a page instead of data `source_blocked`.
 */
export function youtubeFetch(fetch: GuardedFetch, origin: string): GuardedFetch {
  return async (address, request) => {
    const { pathname, search } = new URL(address);
    const fetched = await fetch(new URL(pathname + search, origin), request);
    const text = await textOf(fetched, request.signal);
    if (text.trim() === '') throw new Failure('captions_gated');
    const failure = failureOfHtml(text);
    if (failure) throw failure;
    return { url: fetched.url, response: new Response(text, { headers: { 'content-type': fetched.response.headers.get('content-type') ?? '' } }) };
  };
}

/** @param fetch as made by `youtubeFetch` */
export async function openInnertube(fetch: GuardedFetch, signal: AbortSignal): Promise<AskYoutube> {
  // The library passes no signal on, and a Request of another fetch: only its address and method are of use.
  const injected = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const { url, method } = input instanceof Request ? input : new Request(input, init);
    const call = { headers: Object.fromEntries(new Headers(init?.headers)), ...(typeof init?.body === 'string' && { body: init.body }) };
    const { response } = await fetch(url, { signal, method: method === 'POST' ? 'POST' : 'GET', max_bytes: MAX_BYTES, ...inOurVersion(call) });
    return response;
  };
  // Loaded when first asked for: it takes 40 MB that a server without YouTube need not hold.
  const { Innertube } = await import('youtubei.js');
  const innertube = await Innertube.create({ fetch: injected, generate_session_locally: true, retrieve_player: false, retrieve_innertube_config: false, enable_session_cache: false });
  return async (call, videoId, client) => {
    try {
      const { data } = await innertube.actions.execute(call, { videoId, client: client.name, [VERSION]: client.version, racyCheckOk: true, contentCheckOk: true });
      return data;
    } catch (thrown) {
      signal.throwIfAborted();
      throw refused(thrown);
    }
  };
}

type Call = { headers: Record<string, string>; body?: string };

/** Carries the wanted version through the library, which knows one version of each program. */
const VERSION = 'mindtube_version';
const zBody = z.looseObject({ [VERSION]: z.string(), context: z.looseObject({ client: z.looseObject({ clientVersion: z.string() }) }) });

function inOurVersion(call: Call): Call {
  const body = call.body === undefined ? undefined : zBody.safeParse(JSON.parse(call.body)).data;
  if (body === undefined) return call;
  const { [VERSION]: version, ...rest } = body;
  const known = body.context.client.clientVersion;
  const renewed = (text: string) => text.replaceAll(known, version);
  const client = Object.fromEntries(Object.entries(rest.context.client).map(([key, value]) => [key, typeof value === 'string' ? renewed(value) : value]));
  const headers = Object.fromEntries(Object.entries(call.headers).map(([key, value]) => [key, renewed(value)]));
  return { headers, body: JSON.stringify({ ...rest, context: { ...rest.context, client } }) };
}

/** A call that YouTube answers with 400 or 404 says that it no longer knows this program, nothing of the video. */
function refused(thrown: unknown): Failure {
  const failure = asFailure(thrown);
  const says = failure.code === 'video_unavailable' || failure.code === 'captions_gated' || failure.code === 'internal';
  return says ? changed(thrown) : failure;
}

/** What the operator can do about it is in the table of clients. */
export function changed(cause: unknown): Failure {
  return new Failure('source_blocked', {
    message: 'YouTube did not answer as it used to.',
    hint: 'Upload the transcript to this task. The operator can look closer with “npm run doctor” and ask as another program with YOUTUBE_CLIENTS.',
    cause,
  });
}
