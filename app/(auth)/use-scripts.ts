'use client';

import { useSyncExternalStore } from 'react';

/** Whether scripts have taken the page over; not yet in what the server wrote. */
export function useScripts(): boolean {
  return useSyncExternalStore(never, () => true, () => false);
}

function never(): () => void {
  return () => undefined;
}
