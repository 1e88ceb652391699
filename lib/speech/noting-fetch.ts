import { asFailure, Failure, type ErrorCode } from '#lib/protocol/errors.ts';

/** A fetch for a reader that hides why a read failed. */
export type NotingFetch = { fetch: typeof fetch; /** Why reading failed, in words of the catalogue. */ failure(thrown: unknown): Failure };

export function notingFetch(inner: typeof fetch): NotingFetch {
  let noted: Failure | null = null;
  return {
    async fetch(input, init) {
      try {
        const response = await inner(input, init);
        const code = codeFor(response.status);
        if (code !== null) noted = new Failure(code);
        return response;
      } catch (thrown) {
        const failure = asFailure(thrown);
        if (failure.code !== 'internal') noted = failure;
        throw thrown;
      }
    },
    failure(thrown) {
      const failure = asFailure(thrown);
      return failure.code === 'internal' ? (noted ?? new Failure('source_unreachable', { cause: thrown })) : failure;
    },
  };
}

function codeFor(status: number): ErrorCode | null {
  if (status === 404 || status === 410) return 'video_unavailable';
  if (status === 401 || status === 403) return 'source_blocked';
  if (status === 429) return 'source_rate_limited';
  return status >= 500 ? 'source_unreachable' : null;
}
