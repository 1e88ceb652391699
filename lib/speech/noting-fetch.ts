import { asFailure, Failure } from '#lib/protocol/errors.ts';

/** A fetch for a reader that hides why a read failed. */
export type NotingFetch = { fetch: typeof fetch; /** Why reading failed, in words of the catalogue. */ failure(thrown: unknown): Failure };

export function notingFetch(inner: typeof fetch): NotingFetch {
  let noted: Failure | null = null;
  return {
    async fetch(input, init) {
      try {
        const response = await inner(input, init);
        noted = failureFor(response.status) ?? noted;
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

function failureFor(status: number): Failure | null {
  if (status === 404 || status === 410) return new Failure('video_unavailable');
  if (status === 401 || status === 403) return new Failure('source_blocked');
  if (status === 429) return new Failure('source_rate_limited');
  if (status >= 500) return new Failure('source_unreachable');
  // Read from the start it may do; where it did not, this is why.
  return status === 200 ? new Failure('source_blocked', { message: 'The site does not let parts of the file be read, and its sound cannot be found from the start.' }) : null;
}
