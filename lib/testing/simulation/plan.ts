import { Chance } from './chance.ts';
import type { BellFaults } from './lossy-bell.ts';

const KINDS = ['cut', 'cut', 'half-open', 'stop-reading', 'kill', 'drain', 'lose-worker', 'hand-back', 'offline', 'look', 'cancel', 'cancel', 'delete'] as const;

/** One thing that goes wrong, or that a person does. @property target which of those there are then; times in milliseconds */
export type Fault = { kind: (typeof KINDS)[number]; at: number; lasts: number; target: number };

/**
 * `tab`: as most are. `barred`: no WebSocket passes its network; `late`: none for a while; `held`: none, and event streams
 * only once they have ended. `source`: not our client, but the browser's own EventSource. `poller`: nor that, but a
 * script that asks again and again.
 */
const VISITORS = ['tab', 'tab', 'tab', 'barred', 'late', 'held', 'source', 'poller'] as const;
/** @property at when it comes, in milliseconds */
export type Visitor = { kind: (typeof VISITORS)[number]; at: number };

/** Everything that a seed decides beforehand; what is left to chance follows from it too. */
export type Plan = { seed: number; tasks: number; workers: number; clients: Visitor[]; bell: BellFaults; faults: Fault[] };

const WITHIN_MS = 25_000;

export function plan(seed: number): Plan {
  const chance = new Chance(seed ^ 0x5bd1e995);
  const share = () => (chance.happens(0.5) ? chance.next() * 0.5 : 0);
  return {
    seed,
    tasks: chance.whole(1, 2),
    workers: chance.whole(1, 2),
    clients: Array.from({ length: chance.whole(1, 3) }, () => ({ kind: chance.pick(VISITORS), at: chance.whole(800, 12_000) })),
    bell: { lost: share(), doubled: share(), late: share() },
    faults: Array.from({ length: chance.whole(0, 8) }, () => ({
      kind: chance.pick(KINDS), at: chance.whole(500, WITHIN_MS), target: chance.whole(0, 9),
      // Mostly short; at times longer than a lease, so that a worker that was lost wakes up as a stranger.
      lasts: chance.happens(0.3) ? chance.whole(30_000, 50_000) : chance.whole(200, 6_000),
    })),
  };
}

/** The fewest faults of a plan that still end wrong: what does not matter is left out, one by one. */
export async function shrink(given: Plan, fails: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  let least = given;
  for (let index = 0; index < least.faults.length; ) {
    const without = { ...least, faults: least.faults.toSpliced(index, 1) };
    if (await fails(without)) least = without;
    else index += 1;
  }
  return least;
}
