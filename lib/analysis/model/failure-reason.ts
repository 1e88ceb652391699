import { APICallError, RetryError } from 'ai';
import { asFailure, Failure } from '#lib/protocol/errors.ts';

/** An answer that does not fit its schema, or is empty, after it was asked for twice. */
export class UnfitAnswer extends Error {}

/** What the server itself answered with an error status; null where it was no answer of its. */
export function refusalIn(thrown: unknown): APICallError | null {
  const last = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
  return APICallError.isInstance(last) && (last.statusCode ?? 0) >= 400 ? last : null;
}

export function isTimeout(thrown: unknown): boolean {
  return /timeout|timed out/i.test(thrown instanceof Error ? `${thrown.name} ${thrown.message}` : String(thrown));
}

/** An answer that was cut off because more came than is taken. */
export function isEndless(thrown: unknown): boolean {
  for (let error: unknown = RetryError.isInstance(thrown) ? thrown.lastError : thrown; error instanceof Error; error = error.cause) {
    if (asFailure(error).code === 'too_large') return true;
  }
  return false;
}

/** Whether the next question would fail too: the server is silent, refuses, or may not be asked further. */
export function isAway(failure: unknown): boolean {
  const cause = failure instanceof Error && failure.cause !== undefined ? failure.cause : failure;
  return refusalIn(cause) !== null || isTimeout(cause) || isEndless(cause) || cause instanceof Failure;
}

/** Why a question came to nothing, in words for people; part of a sentence. */
export function failureReason(thrown: unknown): string {
  if (thrown instanceof UnfitAnswer) return 'its answer did not fit, twice';
  if (isEndless(thrown)) return 'its answer does not end';
  const refusal = refusalIn(thrown);
  if (refusal !== null) return statusReason(refusal.statusCode ?? 0);
  if (isTimeout(thrown)) return 'it did not answer in time';
  const last: unknown = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
  return APICallError.isInstance(last) && last.statusCode === undefined ? 'it could not be reached' : 'its answer broke off';
}

function statusReason(status: number): string {
  if (status === 401 || status === 403) return `it refuses the key (${status}; see LLM_API_KEY)`;
  if (status === 404) return 'there is no such model (404; see LLM_BASE_URL and LLM_MODEL)';
  if (status === 429) return 'it has too much to do (429)';
  return `it answered ${status}`;
}
