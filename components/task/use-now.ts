'use client';

import { useCallback, useRef, useSyncExternalStore } from 'react';

const STEP_MS = 250;
/** Below this the difference is the way here; above it, a clock that is wrong. */
const SKEW_MS = 5_000;

/**
 * The server's time, moving while `ticking`. The first render, here and on the server, shows `renderedAt`.
 * @returns milliseconds since the epoch
 */
export function useNow(renderedAt: number, ticking: boolean): number {
  const skew = useRef<number | null>(null);
  const now = useRef(renderedAt);
  const read = useCallback(() => {
    skew.current ??= Math.abs(renderedAt - Date.now()) > SKEW_MS ? renderedAt - Date.now() : 0;
    now.current = Math.max(renderedAt, Date.now() + skew.current);
  }, [renderedAt]);
  const subscribe = useCallback((listener: () => void) => {
    if (!ticking) return () => {};
    const timer = setInterval(() => {
      read();
      listener();
    }, STEP_MS);
    return () => clearInterval(timer);
  }, [ticking, read]);
  return useSyncExternalStore(subscribe, () => now.current, () => renderedAt);
}
