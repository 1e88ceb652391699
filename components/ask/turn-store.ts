import { z } from 'zod';
import { zTurn, type Turn } from './turn.ts';

const MOST_TURNS = 20;
const zKept = z.array(zTurn);

export type TurnStore = {
  /** Newest first. */
  turns(): readonly Turn[];
  subscribe(listener: () => void): () => void;
  add(turn: Turn): void;
  change(id: string, turned: (turn: Turn) => Turn): void;
};

/** The questions of this session; those that have ended are there again after a reload. */
export function createTurnStore(keep: Pick<Storage, 'getItem' | 'setItem'> | null, task_id: string): TurnStore {
  const key = `mindtube.ask.${task_id}`;
  const listeners = new Set<() => void>();
  let turns: readonly Turn[] = keptIn(keep, key);
  const become = (next: readonly Turn[]) => {
    turns = next.slice(0, MOST_TURNS);
    for (const listener of listeners) listener();
    try {
      keep?.setItem(key, JSON.stringify(turns.filter(({ state }) => state !== 'asking')));
    } catch {
      // A full store keeps less; what is on the page stays there.
    }
  };
  return {
    turns: () => turns,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    add: (turn) => become([turn, ...turns]),
    change: (id, turned) => become(turns.map((turn) => (turn.id === id ? turned(turn) : turn))),
  };
}

function keptIn(keep: Pick<Storage, 'getItem'> | null, key: string): readonly Turn[] {
  try {
    return zKept.parse(JSON.parse(keep?.getItem(key) ?? '[]'));
  } catch {
    return [];
  }
}
