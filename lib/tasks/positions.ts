import type { LogDeps } from './event-log.ts';
import { waitingTasks } from './queue.ts';

/** Further back nobody is told of each step. */
const TOLD = 500;

/** @returns a function that tells those who wait where their place has changed. */
export function createAnnouncer({ db, bell }: Pick<LogDeps, 'db' | 'bell'>): () => Promise<void> {
  let known = new Map<string, number>();
  return async () => {
    const waiting = await waitingTasks(db, TOLD);
    const places = new Map(waiting.map(({ id }, index) => [id, index + 1]));
    for (const { id, attempt } of waiting) {
      const position = places.get(id) ?? 1;
      if (known.get(id) !== position) bell.ring({ kind: 'tick', task_id: id, attempt, draft: { type: 'queue_position', position } });
    }
    known = places;
  };
}
