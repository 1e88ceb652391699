const STEP_MS = 250;
/** Below this the difference is the way here; above it, a clock that is wrong. */
const SKEW_MS = 5_000;

/** The server's time on a page, in milliseconds since the epoch; it moves while somebody looks at it. */
export type Clock = {
  readonly renderedAt: number;
  /** The same until the next step. */
  now(): number;
  subscribe(listener: () => void): () => void;
};

/** @param renderedAt the server's time when it rendered the page */
export function createClock(renderedAt: number): Clock {
  const listeners = new Set<() => void>();
  let now = renderedAt;
  let skew: number | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  const read = () => {
    skew ??= Math.abs(renderedAt - Date.now()) > SKEW_MS ? renderedAt - Date.now() : 0;
    now = Math.max(renderedAt, Date.now() + skew);
  };
  const step = () => {
    read();
    for (const listener of listeners) listener();
  };
  return {
    renderedAt,
    now: () => now,
    subscribe(listener) {
      // It may have stood still since somebody last looked.
      if (listeners.size === 0) read();
      listeners.add(listener);
      timer ??= setInterval(step, STEP_MS);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
