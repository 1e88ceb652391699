/** Time and timers as an argument, so that tests move time instead of waiting for it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `fn` once after `ms`. @returns a function that takes it back. */
  after(ms: number, fn: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    // A pending timer alone must never keep the process alive.
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** The last time that was written out: many messages leave within one millisecond. */
let written = { at: NaN, iso: '' };

/** ISO 8601, UTC, milliseconds: the protocol's `timestamp`. */
export function isoNow(clock: Clock): string {
  const at = clock.now();
  if (at !== written.at) written = { at, iso: new Date(at).toISOString() };
  return written.iso;
}

/** Runs `fn` every `ms` until the returned function is called. @param ms asked for each time where it changes */
export function every(clock: Clock, ms: number | (() => number), fn: () => void): () => void {
  const pause = typeof ms === 'number' ? () => ms : ms;
  let cancel = clock.after(pause(), function tick() {
    cancel = clock.after(pause(), tick);
    fn();
  });
  return () => cancel();
}
