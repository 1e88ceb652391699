'use client';

import { createContext, useContext, useState, useSyncExternalStore, type ReactNode } from 'react';
import { createPlayerStore, type PlayerStore } from './player-store.ts';

const PlayerContext = createContext<PlayerStore | null>(null);

export function PlayerProvider({ children }: { children: ReactNode }) {
  const [store] = useState(createPlayerStore);
  return <PlayerContext value={store}>{children}</PlayerContext>;
}

export function usePlayer(): PlayerStore {
  const store = useContext(PlayerContext);
  if (!store) throw new Error('usePlayer needs a PlayerProvider above it');
  return store;
}

/** A value derived from the player's time; renders again only when the value changes. */
export function usePlayerTime<T extends string | number>(select: (seconds: number) => T): T {
  const store = usePlayer();
  return useSyncExternalStore(store.subscribe, () => select(store.time()), () => select(0));
}

/** Whether a moment can be played here; on the server it is taken for granted. */
export function usePlayable(): boolean {
  const store = usePlayer();
  return useSyncExternalStore(store.subscribe, store.playable, () => true);
}
