// Forked by tests that kill it: a whole node on the database of its order, with a worker whose stages take a moment.
import { openDatabase } from '#lib/db/open.ts';
import { log } from '#lib/platform/log.ts';
import { stageIndex, STAGES, type StageName } from '#lib/protocol/stages.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import { createSupervisor } from '#lib/tasks/supervisor.ts';
import { createWorker } from '#lib/tasks/worker.ts';
import { scriptedRun } from './builders.ts';
import { fastClock } from './fast-clock.ts';
import { httpNode } from './http-world.ts';

export type NodeOrder = { url: string; times: number; since: number };
/** `ready` once, then each stage as its work begins. */
export type NodeWord = { ready: number } | { began: StageName };

const TICKS = 20;
/** By its own clock. */
const TICK_MS = 60;
const say = (word: NodeWord) => process.send?.(word);

process.on('message', ({ url, times, since }: NodeOrder) => void start({ url, times, since }));
// Whoever was to kill it is gone.
process.on('disconnect', () => process.exit());

async function start({ url, times, since }: NodeOrder): Promise<void> {
  const clock = fastClock(times, since);
  const db = await openDatabase({ url, log });
  const bell = localBell();
  const node = await httpNode({ db, bell, clock });
  const runJob = scriptedRun(async (stage, _job, port) => {
    say({ began: stage });
    for (let tick = 0; tick <= TICKS; tick++) {
      port.tick({ type: 'progress_update', stage, progress: tick / TICKS, overall: (stageIndex(stage) + tick / TICKS) / STAGES.length, message: `${tick}`, elapsed_time: 0 });
      await new Promise<void>((resolve) => { clock.after(TICK_MS, resolve); });
    }
  });
  createWorker({ db, bell, clock, log, runJob, concurrency: 1, running: null }).start();
  createSupervisor({ db, bell, clock, log }).start();
  say({ ready: Number(node.url.port) });
}
