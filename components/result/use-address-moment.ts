'use client';

import { useSyncExternalStore } from 'react';
import { momentOf } from '#lib/protocol/moment.ts';

/** The moment that the page's address names by a media fragment, in seconds; null where it names none, and on the server. */
export function useAddressMoment(): number | null {
  return useSyncExternalStore(subscribe, () => momentOf(window.location.hash), () => null);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
