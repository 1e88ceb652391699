import type { Clock } from '#lib/platform/clock.ts';
import { retryAfter } from './fetch-failure.ts';
import { LONGEST_WAIT_MS, pause } from './pause.ts';

/** Tries in all. */
const TRIES = 3;
const FIRST_WAIT_MS = 300;
/** Answers that may be others in a moment (RFC 9110, 15.6; RFC 6585, 4). */
const PASSING = new Set([429, 502, 503, 504]);
const RESETS = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

export type Retries = {
  /** What changes something is asked once. */
  idempotent: boolean;
  clock: Clock;
  /** When the time in all is over: milliseconds since the epoch. */
  until: number;
  signal: AbortSignal;
};

/**
 * Asks again, after a moment of random length or the one that the site named, where that can help and fits into the
 * time that is left. @returns the last answer, whatever its status
 */
export async function retrying<T extends { response: Response }>(run: () => Promise<T>, { idempotent, clock, until, signal }: Retries): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    const last = !idempotent || tried === TRIES;
    const outcome = await run().then((fetched) => ({ fetched }), (thrown: unknown) => ({ thrown }));
    const wait = 'fetched' in outcome ? waitAfter(outcome.fetched.response, tried) : isReset(outcome.thrown) ? jittered(tried) : null;
    if (last || wait === null || clock.now() + wait >= until || signal.aborted) {
      if ('fetched' in outcome) return outcome.fetched;
      throw outcome.thrown;
    }
    if ('fetched' in outcome) outcome.fetched.response.body?.cancel().catch(() => undefined);
    await pause(clock, wait, signal);
  }
}

/** Milliseconds; null where another try cannot help, or only after a long time. */
function waitAfter({ status, headers }: Response, tried: number): number | null {
  if (!PASSING.has(status)) return null;
  const asked = (retryAfter(headers) ?? 0) * 1000;
  return asked > LONGEST_WAIT_MS ? null : asked + jittered(tried);
}

/** Half to one and a half times a wait that doubles, so that many who failed together do not come back together. */
function jittered(tried: number): number {
  return FIRST_WAIT_MS * 2 ** (tried - 1) * (0.5 + Math.random());
}

function isReset(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (RESETS.has(String((error as { code?: unknown }).code))) return true;
  }
  return false;
}
