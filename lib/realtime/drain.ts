import type { Guest } from './guests.ts';

/** When the first may come back: a restart takes about this long. Milliseconds. */
const FIRST_SLOT_MS = 3_000;
/** Thousands of goodbyes in one turn would hold up the reads of all. */
const BATCH = 200;

/** When each of `count` guests may come back, so that no more than `perSecond` do in any second. Milliseconds. */
export function slots(count: number, perSecond: number): number[] {
  return Array.from({ length: count }, (_, index) => FIRST_SLOT_MS + Math.floor((index * 1000) / perSecond));
}

/** Gives every guest its slot and sends it away. Those that follow unfinished tasks come back first. */
export async function sendAllAway(guests: Iterable<Guest>, perSecond: number): Promise<void> {
  const all = [...guests].map((guest) => ({ guest, active: guest.active }));
  const ordered = [...all.filter(({ active }) => active), ...all.filter(({ active }) => !active)];
  const after = slots(ordered.length, perSecond);
  for (const [index, { guest }] of ordered.entries()) {
    guest.sendAway(after[index] ?? 0);
    if (index % BATCH === BATCH - 1) await new Promise((resolve) => setImmediate(resolve));
  }
}
