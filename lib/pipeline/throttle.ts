import type { Clock } from '#lib/platform/clock.ts';

/** Lets one call through every so often; of the others only the newest goes out, late. */
export type Throttle = {
  /** At once, whatever came before. */
  now(act: () => void): void;
  soon(act: () => void): void;
  /** Forgets what still waits, and lets nothing more through. */
  stop(): void;
};

export function createThrottle(clock: Clock, intervalMs: number): Throttle {
  let last = -Infinity;
  let waiting: (() => void) | null = null;
  let cancel: (() => void) | null = null;
  let stopped = false;

  const go = (act: () => void) => {
    last = clock.now();
    waiting = null;
    cancel?.();
    cancel = null;
    act();
  };

  return {
    now: (act) => go(act),
    soon(act) {
      if (stopped) return;
      const wait = last + intervalMs - clock.now();
      if (wait <= 0) return go(act);
      waiting = act;
      cancel ??= clock.after(wait, () => waiting && go(waiting));
    },
    stop() {
      stopped = true;
      cancel?.();
      waiting = null;
    },
  };
}
