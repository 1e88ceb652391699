import { CLOSE } from '#lib/protocol/close-codes.ts';
import type { Session } from './session.ts';

/** When the first may come back: a restart takes about this long. Milliseconds. */
const FIRST_SLOT_MS = 1_000;

/** When each of `count` connections may come back, so that no more than `perSecond` do in any second. Milliseconds. */
export function slots(count: number, perSecond: number): number[] {
  return Array.from({ length: count }, (_, index) => FIRST_SLOT_MS + Math.floor((index * 1000) / perSecond));
}

/** Gives every connection its slot, then closes it 1012. Those that follow unfinished tasks come back first. */
export async function drain(sessions: readonly Session[], perSecond: number): Promise<void> {
  const ordered = sessions.toSorted((a, b) => b.taskIds.length - a.taskIds.length);
  const after = slots(ordered.length, perSecond);
  for (const [index, session] of ordered.entries()) {
    session.send({ type: 'reconnect', after_ms: after[index] ?? 0 });
    session.close(CLOSE.restarting);
    // Thousands of closes in one turn would hold up the pongs and reads of all.
    if (index % 200 === 199) await new Promise((resolve) => setImmediate(resolve));
  }
}
