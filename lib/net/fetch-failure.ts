import { asFailure, Failure } from '#lib/protocol/errors.ts';

/** What a status says about a source; null where it is no failure. */
export function failureOfStatus(status: number, headers: Headers): Failure | null {
  if (status < 400) return null;
  if (status === 401 || status === 403 || status === 451) return new Failure('source_blocked');
  if (status === 429) return new Failure('source_rate_limited', { retry_after: retryAfter(headers) });
  if (status >= 500) return new Failure('source_unreachable', { message: `The site answered with an error of its own (${status}).`, retry_after: retryAfter(headers) });
  return new Failure('video_unavailable');
}

/** Seconds of `Retry-After`, given as a number or a date. */
export function retryAfter(headers: Pick<Headers, 'get'>): number | undefined {
  const said = headers.get('retry-after');
  if (said === null) return undefined;
  const seconds = /^\d+$/.test(said.trim()) ? Number(said) : (Date.parse(said) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}

/** What was thrown on the way as a failure of the catalogue: undici wraps what our connector throws. */
export function failureOfThrown(thrown: unknown): Failure {
  for (let error = thrown; error !== undefined && error !== null; error = (error as { cause?: unknown }).cause) {
    const failure = asFailure(error);
    if (failure.code !== 'internal') return failure;
  }
  return new Failure('source_unreachable', { cause: thrown });
}
