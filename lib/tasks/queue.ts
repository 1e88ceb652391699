import { randomUUID } from 'node:crypto';
import type { Db, Queryable } from '#lib/db/client.ts';
import { lockPerson, transact } from '#lib/db/transact.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { hasEnded, PROCESS_MARK } from '#lib/platform/process-mark.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import type { MilestoneDraft, RetryReason } from '#lib/protocol/events.ts';
import { ANALYSIS_STAGES, type StageName } from '#lib/protocol/stages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { append, type Appended, type Entry, type Holder, type LogDeps, type QueueFields } from './event-log.ts';
import { LEASE_MS } from './lease-watch.ts';

/** A task that a worker has taken; the token proves it until the lease ends. */
export type Claim = { task_id: string; claim_token: string; work_id: string; url: string; options: TaskOptions; view: TaskView; tries: number };

export type QueueDeps = {
  db: Db;
  clock: Clock;
  /** Tasks of one owner that may run at a time; null: no limit. */
  running: number | null;
};

/** Takes the first task in order of arrival that may run now, or null. */
export async function claimNext(deps: QueueDeps): Promise<Claim | null> {
  const { db, running } = deps;
  if (running === null) return claimFirst(deps, {});
  const full = await ownersAtLimit(db, running);
  return claimFirst(deps, full.length === 0 ? {} : { owner_id: { notIn: full } }, ({ owner_id }, take) => transact(db, async (tx) => {
    // Another node may have claimed for the same person since.
    await lockPerson(tx, owner_id);
    return (await tx.task.count({ where: { ...CLAIMED_NOW, owner_id } })) < running ? take(tx) : null;
  }));
}

/** Takes a waiting task of one of these works: it costs no slot, the run that it joins is there already. */
export async function claimOfWorks(deps: QueueDeps, work_ids: readonly string[]): Promise<Claim | null> {
  return work_ids.length === 0 ? null : claimFirst(deps, { work_id: { in: [...work_ids] } });
}

/** A sign of life of who holds these claims: their leases move. @returns the tokens that still hold. */
export async function heartbeat({ db, clock }: Pick<QueueDeps, 'db' | 'clock'>, tokens: readonly string[]): Promise<Set<string>> {
  await db.task.updateMany({ where: { claim_token: { in: [...tokens] } }, data: { lease_until: leaseEnd(clock) } });
  return holding(db, tokens);
}

/** The tokens among these that still hold. */
export async function holding(db: Db, tokens: readonly string[]): Promise<Set<string>> {
  const rows = await db.task.findMany({ where: { claim_token: { in: [...tokens] } }, select: { claim_token: true } });
  return new Set(rows.flatMap((row) => row.claim_token ?? []));
}

/** All claims that there are, with the leases by which they are watched. */
export async function claimsNow(db: Db): Promise<{ id: string; claim_token: string; lease_until: Date; losses: number }[]> {
  const rows = await db.task.findMany({ where: CLAIMED_NOW, select: { id: true, claim_token: true, lease_until: true, losses: true } });
  return rows.flatMap(({ claim_token, lease_until, ...row }) => (claim_token === null || lease_until === null ? [] : [{ ...row, claim_token, lease_until }]));
}

/** Puts a task back in the queue: at its old place, unless a person asked. @throws as `append`. */
export async function requeue(deps: LogDeps, holder: Holder, { reason, row, when }: { reason: RetryReason; row?: QueueFields; when?: Entry['when'] }): Promise<Appended> {
  const draft = (view: TaskView): MilestoneDraft => ({ type: 'task_retried', from_stage: firstUnfinished(view), reason });
  const entry: Entry = { draft, row: { ...RELEASED, run_after: null, ...row } };
  return append(deps, holder, when === undefined ? entry : { ...entry, when });
}

export const RELEASED = { claim_token: null, lease_until: null } as const satisfies QueueFields;

/** Waiting tasks in order, the first ones of them. */
export async function waitingTasks(db: Db, limit: number): Promise<{ id: string; attempt: number }[]> {
  return db.task.findMany({ where: { status: 'queued', claim_token: null }, orderBy: ARRIVAL, take: limit, select: { id: true, attempt: true } });
}

export function firstUnfinished(view: TaskView, redo: readonly StageName[] = []): StageName {
  return view.stages.find((stage) => stage.status !== 'completed' || redo.includes(stage.name))?.name ?? 'save';
}

/** Completed stages that another attempt does once more: those that fell short, and what is made of their outputs. */
export function stagesToRedo(view: TaskView, degraded: readonly StageName[]): StageName[] {
  const completed = view.stages.filter(({ status }) => status === 'completed').map(({ name }) => name);
  const anew = ANALYSIS_STAGES.some((stage) => degraded.includes(stage) || !completed.includes(stage));
  return completed.filter((stage) => degraded.includes(stage) || (anew && (stage === 'mind_map' || stage === 'save')));
}

const ARRIVAL = [{ queued_at: 'asc' }, { id: 'asc' }] as const satisfies object[];
/** The status is what an index leads by: finished tasks are many, and none of them is claimed. */
const CLAIMED_NOW = { status: { in: ['queued', 'running'] }, claim_token: { not: null } } satisfies object;
const CLAIMED = { id: true, work_id: true, url: true, options: true, view: true, tries: true } as const;

type Candidate = { id: string; owner_id: string };
type Take = (db: Queryable) => Promise<Claim | null>;

/** @param guarded takes a candidate where that is allowed */
async function claimFirst({ db, clock }: QueueDeps, filter: object, guarded: (candidate: Candidate, take: Take) => Promise<Claim | null> = (_, take) => take(db)): Promise<Claim | null> {
  const free = { status: 'queued', claim_token: null, OR: [{ run_after: null }, { run_after: { lte: new Date(clock.now()) } }] };
  // Others may take the first ones in between; the next round finds what is left.
  const candidates = await db.task.findMany({ where: { ...free, ...filter }, orderBy: [...ARRIVAL], take: 5, select: { id: true, owner_id: true } });
  for (const candidate of candidates) {
    const claim = await guarded(candidate, async (queryable) => {
      const claim_token = newToken();
      const [row] = await queryable.task.updateManyAndReturn({ where: { id: candidate.id, ...free }, data: { claim_token, lease_until: leaseEnd(clock) }, select: CLAIMED });
      return row === undefined ? null : { task_id: row.id, claim_token, work_id: row.work_id, url: row.url, options: JSON.parse(row.options), view: JSON.parse(row.view), tries: row.tries };
    });
    if (claim !== null) return claim;
  }
  return null;
}

async function ownersAtLimit(db: Db, limit: number): Promise<string[]> {
  const counts = await db.task.groupBy({ by: ['owner_id'], where: CLAIMED_NOW, _count: { _all: true } });
  return counts.filter((row) => row._count._all >= limit).map((row) => row.owner_id);
}

/** Says whose claim it is, so that one whose process has ended is known at once. */
function newToken(): string {
  return `${randomUUID()} ${PROCESS_MARK ?? ''}`;
}

/** Whether a claim's process has ended, for certain; of most machines' processes that is not known here. */
export function isOrphaned({ claim_token }: { claim_token: string }): boolean {
  return hasEnded(claim_token.split(' ')[1] ?? '');
}

function leaseEnd(clock: Clock): Date {
  return new Date(clock.now() + LEASE_MS);
}
