'use client';

import { useLayoutEffect, useRef, type RefObject } from 'react';

/** Ids of the parts of a task's page that take the focus over: why a run ended, and the run. */
export const ENDED_ID = 'ended';
export const RUN_ID = 'run';

/** Where what this stands on goes away while the focus is in it, the end of the run takes the focus, or else the run: whoever pressed a key must not be left nowhere. */
export function useFocusHeir<T extends HTMLElement>(): RefObject<T | null> {
  const place = useRef<T>(null);
  // Before it is taken out of the page, while the focus is still in it.
  useLayoutEffect(() => {
    const element = place.current;
    return () => {
      // After the rest of the page is in its new state.
      if (element?.contains(document.activeElement)) queueMicrotask(() => (document.getElementById(ENDED_ID) ?? document.getElementById(RUN_ID))?.focus({ preventScroll: true }));
    };
  }, []);
  return place;
}
