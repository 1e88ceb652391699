import type { Command } from '#lib/protocol/commands.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import type { Dial, Line } from './line.ts';
import type { Clock } from './ports.ts';

/** A line that lived this long counts as good. */
const GOOD_MS = 5_000;
const FAILED_DIALS_BEFORE_FALLBACK = 3;
/** How long a fallback line is kept before the better one is tried beside it; twice as long after each failure. */
const CLIMB_MS = 30_000;
const CLIMB_CAP_MS = 300_000;
/** A younger handshake is not begun anew because somebody looks. */
const YOUNG_MS = 2_000;

export type LinesPorts = {
  clock: Clock;
  dial: Dial;
  /** Another kind of line, used in turn once the first could not be had three times. */
  fallback?: Dial;
};

export type LinesListener = {
  established(): void;
  message(message: ServerMessage): void;
  /** The line in use ended by itself. @param lived whether it had been a good one */
  ended(code: number, lived: boolean): void;
  /** A fallback has been in use for a while: time to try the better line beside it. */
  climb(): void;
};

/** The line in use: which kind is dialled, and the better one tried beside a fallback until it is up. */
export class Lines {
  #ports: LinesPorts;
  #listener: LinesListener;
  #line: Line | null = null;
  /** The better line, dialled beside a fallback that is open. */
  #scout: Line | null = null;
  #cancelClimb: (() => void) | null = null;
  #failedDials = 0;
  #climbs = 0;
  #onFallback = false;
  #dialledAt = 0;
  #establishedAt: number | null = null;

  constructor(ports: LinesPorts, listener: LinesListener) {
    this.#ports = ports;
    this.#listener = listener;
  }

  /** @param fresh as `Dial` takes it */
  dial(fresh: boolean): void {
    // In turn: a server that is down refuses both, and must not be left on the lesser one when it is back.
    this.#onFallback = this.#ports.fallback !== undefined && this.#failedDials >= FAILED_DIALS_BEFORE_FALLBACK && !this.#onFallback;
    this.#begin(fresh);
  }

  /** The same kind of line anew, unless the handshake has only just begun. */
  redial(fresh: boolean): void {
    if (this.#ports.clock.now() - this.#dialledAt < YOUNG_MS) return;
    this.hangUp();
    this.#begin(fresh);
  }

  scout(fresh: boolean): void {
    this.#scout?.close();
    this.#scout = this.#lineBy(this.#ports.dial, fresh);
  }

  send(command: Command): void {
    this.#line?.send(command);
  }

  probe(): void {
    this.#line?.probe();
  }

  hangUp(): void {
    const line = this.#line;
    this.#forget();
    line?.close();
  }

  /** What failed before counts no more. */
  forgive(): void {
    [this.#failedDials, this.#climbs] = [0, 0];
  }

  #begin(fresh: boolean): void {
    const { clock, dial, fallback } = this.#ports;
    this.#dialledAt = clock.now();
    this.#line = this.#lineBy(this.#onFallback && fallback ? fallback : dial, fresh);
  }

  /** Its words count while it is the line in use; a scout becomes that once it is up. */
  #lineBy(dial: Dial, fresh: boolean): Line {
    const line: Line = dial({
      established: () => apart(() => {
        if (this.#scout === line) this.#promote(line);
        if (this.#line === line) this.#established();
      }),
      message: (message) => apart(() => { if (this.#line === line) this.#listener.message(message); }),
      closed: (code) => apart(() => {
        if (this.#scout === line) this.#scoutFailed();
        else if (this.#line === line) this.#ended(code);
      }),
    }, fresh);
    return line;
  }

  #promote(scout: Line): void {
    this.#scout = null;
    this.hangUp();
    this.#line = scout;
    this.#onFallback = false;
  }

  #scoutFailed(): void {
    this.#scout = null;
    this.#climbs += 1;
    this.#planClimb();
  }

  #planClimb(): void {
    const ms = Math.min(CLIMB_CAP_MS, CLIMB_MS * 2 ** this.#climbs);
    this.#cancelClimb = this.#ports.clock.after(ms, () => this.#listener.climb());
  }

  #established(): void {
    this.#establishedAt = this.#ports.clock.now();
    if (this.#onFallback) this.#planClimb();
    else this.forgive();
    this.#listener.established();
  }

  #ended(code: number): void {
    const lived = this.#establishedAt !== null && this.#ports.clock.now() - this.#establishedAt >= GOOD_MS;
    if (this.#establishedAt === null && !this.#onFallback) this.#failedDials += 1;
    this.#forget();
    this.#listener.ended(code, lived);
  }

  #forget(): void {
    this.#line = null;
    this.#scout?.close();
    this.#scout = null;
    this.#establishedAt = null;
    this.#cancelClimb?.();
    this.#cancelClimb = null;
  }
}

/** An error of the page's own goes where uncaught errors go; a line would take it for one of the network's. */
function apart(fn: () => void): void {
  try {
    fn();
  } catch (error) {
    queueMicrotask(() => { throw error; });
  }
}
