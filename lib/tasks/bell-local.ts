import { log } from '#lib/platform/log.ts';
import type { Bell, Ring } from './bell.ts';

/** A bell that is heard in this process alone. */
export function localBell(): Bell {
  const listeners = new Set<(ring: Ring) => void>();
  return {
    ring(ring) {
      for (const listener of listeners) tell(listener, ring);
    },
    onRing(listener) {
      // Two registrations of one function are two listeners.
      const own = (ring: Ring) => listener(ring);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    reach: () => 'process',
    async close() {
      listeners.clear();
    },
  };
}

function tell(listener: (ring: Ring) => void, ring: Ring): void {
  try {
    listener(ring);
  } catch (error) {
    log.error({ err: error, ring: ring.kind }, 'a listener of the bell failed');
  }
}
