'use client';

import { createContext, useContext, useState, useSyncExternalStore, type ReactNode } from 'react';
import { createClock, type Clock } from './clock.ts';

const ClockContext = createContext<Clock>(createClock(0));

/** One clock for a page. @param renderedAt the server's time when it rendered it, milliseconds since the epoch */
export function ClockProvider({ renderedAt, children }: { renderedAt: number; children: ReactNode }) {
  const [clock] = useState(() => createClock(renderedAt));
  return <ClockContext value={clock}>{children}</ClockContext>;
}

/**
 * What `select` makes of the server's time, moving while `ticking`: who asks is rendered anew only where that changes,
 * so it is asked where the time is shown, and not above. The first render, here and on the server, shows one time.
 */
export function useClock<T extends string | number>(select: (now: number) => T, ticking: boolean): T {
  const clock = useContext(ClockContext);
  return useSyncExternalStore(ticking ? clock.subscribe : never, () => select(clock.now()), () => select(clock.renderedAt));
}

function never(): () => void {
  return () => undefined;
}
