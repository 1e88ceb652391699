// Forked by tests that kill or stop it: a whole node on the database of its order, with a worker whose stages take a moment.
import type { Db } from '#lib/db/client.ts';
import { openDatabase } from '#lib/db/open.ts';
import { log } from '#lib/platform/log.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import { stageIndex, STAGES, type StageName } from '#lib/protocol/stages.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import type { RunJob } from '#lib/tasks/job.ts';
import { createSupervisor } from '#lib/tasks/supervisor.ts';
import { createWorker } from '#lib/tasks/worker.ts';
import { aroundDb } from './around-db.ts';
import { scriptedRun } from './builders.ts';
import { fastClock } from './fast-clock.ts';
import { httpNode } from './http-world.ts';

/** Where a run is to pause: `held` until it is told to go on, `stopped` as a whole (SIGSTOP) until it is woken. */
export type Pause = { stage: StageName; how: 'held' | 'stopped' };
export type NodeOrder = { url: string; times: number; since: number; pause?: Pause };
/** `ready` once, then each stage as its work begins, and how each run ends: `completed`, or a code. */
export type NodeWord = { ready: number } | { began: StageName } | { paused: StageName } | { ended: string };

const TICKS = 20;
/** By its own clock. */
const TICK_MS = 60;
const say = (word: NodeWord) => process.send?.(word);

process.once('message', (order: NodeOrder) => void start(order));
// Whoever was to kill it is gone.
process.on('disconnect', () => process.exit());

async function start({ url, times, since, pause }: NodeOrder): Promise<void> {
  const clock = fastClock(times, since);
  const db = noting(await openDatabase({ url, log }));
  const bell = localBell();
  const node = await httpNode({ db, bell, clock });
  const runJob = scriptedRun(async (stage, _job, port) => {
    say({ began: stage });
    if (stage === pause?.stage) return pausedAt(pause);
    for (let tick = 0; tick <= TICKS; tick++) {
      port.tick({ type: 'progress_update', stage, progress: tick / TICKS, overall: (stageIndex(stage) + tick / TICKS) / STAGES.length, message: `${tick}`, elapsed_time: 0 });
      await new Promise<void>((resolve) => { clock.after(TICK_MS, resolve); });
    }
  });
  createWorker({ db, bell, clock, log, runJob: told(runJob), concurrency: 1, running: null }).start();
  createSupervisor({ db, bell, clock, log }).start();
  say({ ready: Number(node.url.port) });
}

/** What is woken goes on at once to what it was about to write. */
async function pausedAt({ stage, how }: Pause): Promise<void> {
  const { promise: goingOn, resolve } = Promise.withResolvers<void>();
  process.once('message', () => resolve());
  await new Promise<void>((sent) => { process.send?.({ paused: stage } satisfies NodeWord, () => sent()); });
  // What is locked by a process that is stopped stays locked: that is another matter.
  while (transactions.size > 0) await Promise.allSettled(transactions);
  if (how === 'stopped') process.kill(process.pid, 'SIGSTOP');
  else await goingOn;
}

/** Transactions that are open. */
const transactions = new Set<Promise<unknown>>();

function noting(db: Db): Db {
  return aroundDb(db, (call, run) => {
    const running = run();
    if (call !== '$transaction') return running;
    transactions.add(running);
    return running.finally(() => transactions.delete(running));
  });
}

function told(runJob: RunJob): RunJob {
  return async (job, port) => {
    try {
      await runJob(job, port);
      say({ ended: 'completed' });
    } catch (error) {
      say({ ended: asFailure(error).code });
      throw error;
    }
  };
}
