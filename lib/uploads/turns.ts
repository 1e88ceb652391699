import { remember } from '#lib/platform/remember.ts';

/** Looks into files that may go on at a time; each is a process of its own. */
const AT_ONCE = 2;

type Waiting = { owner: string; go(): void };

/**
 * Looks into people's files are taken in turns: somebody who sends fifty at once starts two processes, and not fifty.
 * Whoever has none going on comes first, so that nobody waits for more than what another has begun.
 */
export async function inTurn<T>(owner: string, look: () => Promise<T>): Promise<T> {
  const turns = remember('upload-turns', () => ({ going: [] as string[], waiting: [] as Waiting[] }));
  if (turns.going.length >= AT_ONCE) await new Promise<void>((go) => turns.waiting.push({ owner, go }));
  else turns.going.push(owner);
  try {
    return await look();
  } finally {
    turns.going.splice(turns.going.indexOf(owner), 1);
    const first = turns.waiting.findIndex((waiting) => !turns.going.includes(waiting.owner));
    const [next] = turns.waiting.splice(Math.max(0, first), 1);
    if (next) {
      turns.going.push(next.owner);
      next.go();
    }
  }
}
