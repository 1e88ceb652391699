'use client';

import { createContext, useContext, type ReactNode } from 'react';

/** What this server can do, and what this person may set on it. */
export type Abilities = {
  /** Whether speech recognition is set up. */
  speech: boolean;
  /** Whether this person runs the server, as far as it knows. */
  operator: boolean;
};

const AbilitiesContext = createContext<Abilities>({ speech: false, operator: false });

export function AbilitiesProvider({ abilities, children }: { abilities: Abilities; children: ReactNode }) {
  return <AbilitiesContext value={abilities}>{children}</AbilitiesContext>;
}

export function useAbilities(): Abilities {
  return useContext(AbilitiesContext);
}
