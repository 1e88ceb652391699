import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';

/** One read lasts as long as its slices are with the service: the reader waits for them. */
const LONGEST_MS = 60 * 60_000;
const MOST_BYTES = 8 * 1024 ** 3;

/** The guarded fetch in the shape that a reader of media calls. */
export function mediaFetch(guarded: GuardedFetch): typeof fetch {
  return async (input, init) => {
    const { url, headers: own } = new Request(input);
    const headers = new Headers([...own, ...new Headers(init?.headers)]);
    const signal = init?.signal ?? new AbortController().signal;
    const { response } = await guarded(url, { signal, headers: Object.fromEntries(headers), max_bytes: MOST_BYTES, timeout_ms: LONGEST_MS });
    return response;
  };
}
