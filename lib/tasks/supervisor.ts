import { every } from '#lib/platform/clock.ts';
import type { Log } from '#lib/platform/log.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { append, type LogDeps } from './event-log.ts';
import { LeaseWatch } from './lease-watch.ts';
import { claimsNow, isOrphaned, RELEASED, requeue } from './queue.ts';
import { failedDraft } from './settle.ts';
import { pruneTimings } from './work-repo.ts';

/** Between two looks at the claims. */
export const SWEEP_MS = 5000;
const TIDY_MS = 600_000;
/** A task that has cost more workers than this is not tried again. */
const MAX_LOSSES = 3;
/** A work without tasks is kept a while: its first task may be on its way. */
const ORPHAN_MS = 3_600_000;
/** Bounds one sweep; the rest is the next one's. */
const BATCH = 100;

export type SupervisorDeps = LogDeps & { log: Log };
export type Supervisor = {
  start(): void;
  stop(): Promise<void>;
  /** One round: tasks of lost workers go back to the queue, due retries are called. */
  sweep(): Promise<void>;
  /** Removes what nobody needs any more. */
  tidy(): Promise<void>;
};

/** Looks after what nobody holds. Any number of them may run side by side. */
export function createSupervisor(deps: SupervisorDeps): Supervisor {
  const endings: (() => void)[] = [];
  const watch = new LeaseWatch(deps.clock, SWEEP_MS);
  let busy: Promise<void> = Promise.resolve();
  const guarded = (what: string, work: () => Promise<void>) => {
    busy = busy.then(work).catch((error: unknown) => deps.log.warn({ err: error }, `could not ${what}; trying again soon`));
    return busy;
  };
  const sweep = () => guarded('sweep', () => sweepOnce(deps, watch));
  const tidy = () => guarded('tidy up', () => tidyOnce(deps));
  return {
    start() {
      endings.push(every(deps.clock, SWEEP_MS, () => void sweep()), every(deps.clock, TIDY_MS, () => void tidy()));
      void sweep();
      void tidy();
    },
    async stop() {
      for (const end of endings.splice(0)) end();
      await busy;
    },
    sweep,
    tidy,
  };
}

type Lost = Awaited<ReturnType<typeof claimsNow>>[number];

async function sweepOnce(deps: SupervisorDeps, watch: LeaseWatch): Promise<void> {
  const claims = await claimsNow(deps.db);
  const silent = new Set(watch.look(claims));
  const lost = claims.filter((claim) => silent.has(claim) || isOrphaned(claim)).slice(0, BATCH);
  // One that cannot be taken back must not keep the others.
  for (const task of lost) await recover(deps, task).catch((error: unknown) => deps.log.error({ err: error, task_id: task.id }, 'a lost task could not be taken back'));
  const due = await deps.db.task.count({ where: { status: 'queued', claim_token: null, run_after: { lte: new Date(deps.clock.now()) } } });
  if (lost.length + due > 0) deps.bell.ring({ kind: 'queue' });
}

/** Holds the lost worker's token and the lease as it was seen, so that of two supervisors one wins, and the worker itself if it writes or renews first. */
async function recover(deps: SupervisorDeps, { id, claim_token, lease_until, losses }: Lost): Promise<void> {
  const holder = { task_id: id, claim_token, lease_until };
  try {
    if (losses < MAX_LOSSES) await requeue(deps, holder, { reason: 'worker_lost', row: { losses: losses + 1 } });
    else await append(deps, holder, { draft: (view) => failedDraft(view, new Failure('worker_lost')), row: RELEASED });
    deps.log.warn({ task_id: id, losses: losses + 1 }, 'a worker was lost');
  } catch (error) {
    if (asFailure(error).code !== 'conflict') throw error;
  }
}

async function tidyOnce({ db, clock }: SupervisorDeps): Promise<void> {
  await db.idempotencyKey.deleteMany({ where: { expires_at: { lte: new Date(clock.now()) } } });
  await db.work.deleteMany({ where: { tasks: { none: {} }, created_at: { lt: new Date(clock.now() - ORPHAN_MS) } } });
  await pruneTimings(db);
}
