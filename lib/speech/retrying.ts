import { pause } from '#lib/net/pause.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';

/** The service may take the same request later. */
export class ServiceBusy extends Error {
  readonly status: number;
  /** Seconds; undefined where it does not say. */
  readonly retry_after: number | undefined;

  constructor(status: number, retry_after: number | undefined) {
    super(`The speech service answered ${status}.`);
    this.status = status;
    this.retry_after = retry_after;
  }
}

const TRIES = 4;
const FIRST_WAIT_MS = 1000;
/** A service that asks for more is not waited for. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Tries again what a busy service or a broken connection spoiled, waiting longer each time or as long as it asks.
 * @throws Failure `speech_failed` in the end, `cancelled` where the signal says so; a Failure of `act` at once
 */
export async function retrying<T>(clock: Clock, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (thrown) {
      if (signal.aborted) throw new Failure('cancelled', { cause: thrown });
      if (asFailure(thrown).code !== 'internal') throw thrown;
      const wait = waitFor(thrown, attempt);
      if (attempt >= TRIES || wait > LONGEST_WAIT_MS) throw givenUp(thrown);
      await pause(clock, wait, signal).catch((cause: unknown) => { throw new Failure('cancelled', { cause }); });
    }
  }
}

function waitFor(thrown: unknown, attempt: number): number {
  const asked = thrown instanceof ServiceBusy ? thrown.retry_after : undefined;
  return asked === undefined ? FIRST_WAIT_MS * 2 ** (attempt - 1) : asked * 1000;
}

function givenUp(cause: unknown): Failure {
  const said = cause instanceof ServiceBusy ? cause.message : 'The speech service could not be reached.';
  return new Failure('speech_failed', { message: said, cause, ...(cause instanceof ServiceBusy && { retry_after: cause.retry_after }) });
}
