import type { Db } from '#lib/db/client.ts';
import { transact, type Transaction } from '#lib/db/transact.ts';
import { isoNow, type Clock } from '#lib/platform/clock.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { zMilestone, type Milestone, type MilestoneDraft, type TickDraft } from '#lib/protocol/events.ts';
import { fold, stateOf } from '#lib/protocol/fold.ts';
import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import type { Bell } from './bell.ts';
import { fitDraft } from './fit.ts';
import { searchText } from './search.ts';

export type LogDeps = { db: Db; bell: Bell; clock: Clock };

/** Who writes: the worker that holds the claim, or (without a claim) whoever was authorised. */
export type Holder = {
  task_id: string;
  claim_token?: string;
  /** Only where the claim's lease stands as it was seen: one that was renewed since is not lost. */
  lease_until?: Date;
};

export type Entry = {
  /** What happened; asked for under the row's lock where it depends on where the task stands. */
  draft: MilestoneDraft | ((view: TaskView) => MilestoneDraft);
  /** Ticks told since the last milestone, which the view has yet to learn. */
  ticks?: readonly TickDraft[];
  /** Queue fields that change with it. */
  row?: QueueFields;
  /** Whether the task is in a state in which that may happen; else `conflict`. */
  when?: (view: TaskView) => boolean;
};

export type QueueFields = {
  claim_token?: null;
  lease_until?: null;
  run_after?: Date | null;
  queued_at?: Date;
  tries?: number;
  losses?: number;
  work_id?: string;
  upload_id?: string;
};

export type Appended = { milestone: Milestone; view: TaskView };

/**
 * One transaction: the claim still holds, `seq` rises by one, the row is inserted, the view folded.
 * Then the bell rings with the milestone.
 * @throws Failure `conflict` where the claim is lost or `when` says no; `task_not_found` where there is no such task.
 */
export async function append(deps: LogDeps, holder: Holder, entry: Entry): Promise<Appended> {
  const appended = await transact(deps.db, (tx) => appendIn(tx, deps.clock, holder, entry));
  deps.bell.ring({ kind: 'milestone', event: appended.milestone });
  return appended;
}

/** The same inside a transaction of the caller, who rings the bell once it is committed. */
// oxlint-disable-next-line max-params -- a transaction is a place, not an argument
export async function appendIn(tx: Transaction, clock: Clock, holder: Holder, entry: Entry): Promise<Appended> {
  const row = await lockRow(tx, holder, 1);
  const before = foldTicks(JSON.parse(row.view) as TaskView, entry.ticks ?? [], clock);
  if (entry.when?.(before) === false) throw new Failure('conflict');
  const draft = fitDraft(holder.task_id, typeof entry.draft === 'function' ? entry.draft(before) : entry.draft);
  const attempt = draft.type === 'task_retried' ? row.attempt + 1 : row.attempt;
  const milestone: Milestone = { ...draft, task_id: holder.task_id, seq: row.seq, attempt, timestamp: isoNow(clock) };
  const { view } = fold(stateOf(before), milestone);
  const payload = JSON.stringify(milestone);
  await tx.milestone.create({ data: { task_id: holder.task_id, seq: row.seq, type: draft.type, payload }, select: { seq: true } });
  await tx.task.updateMany({ where: { id: holder.task_id }, data: { ...columnsOf(view), ...entry.row } });
  return { milestone, view };
}

/** Ticks, and the milestone after which they were told. */
export type Progress = { seq: number; ticks: readonly TickDraft[] };

/**
 * Keeps the newest progress in the row's view, so that who looks without listening sees it. A milestone that was
 * appended since outdoes it (rule E3): the stage may be over. @throws as `append`.
 */
export async function storeProgress(deps: Pick<LogDeps, 'db' | 'clock'>, holder: Holder, { seq, ticks }: Progress): Promise<void> {
  await transact(deps.db, async (tx) => {
    const row = await lockRow(tx, holder, 0);
    if (row.seq !== seq) return;
    const view = foldTicks(JSON.parse(row.view) as TaskView, ticks, deps.clock);
    await tx.task.updateMany({ where: { id: holder.task_id }, data: { view: JSON.stringify(view) } });
  });
}

/** Milestones after a cursor, in order. */
// oxlint-disable-next-line max-params -- its shape is shared by three rooms
export async function readAfter(db: Db, task_id: string, after: number, limit: number): Promise<Milestone[]> {
  const rows = await db.milestone.findMany({ where: { task_id, seq: { gt: after } }, orderBy: { seq: 'asc' }, take: limit, select: { payload: true } });
  return rows.map((row) => zMilestone.parse(JSON.parse(row.payload)));
}

/** A write comes first: it takes the row's lock, so that appends to one task queue up and `seq` has no hole. */
async function lockRow(tx: Transaction, { task_id, claim_token, lease_until }: Holder, step: 0 | 1) {
  const where = { id: task_id, ...(claim_token !== undefined && { claim_token }), ...(lease_until !== undefined && { lease_until }) };
  const [row] = await tx.task.updateManyAndReturn({ where, data: { seq: { increment: step } }, select: { seq: true, attempt: true, view: true } });
  if (row === undefined) throw claim_token === undefined ? new Failure('task_not_found') : claimLost();
  return row;
}

export function claimLost(): Failure {
  return new Failure('conflict', { message: 'Another worker has taken this task over, or it was cancelled.' });
}

function foldTicks(view: TaskView, ticks: readonly TickDraft[], clock: Clock): TaskView {
  return ticks.reduce((folded, draft) => {
    const tick = { ...draft, task_id: view.id, seq: folded.seq, n: 1, attempt: folded.attempt, timestamp: isoNow(clock) };
    return fold(stateOf(folded), tick).view;
  }, view);
}

function columnsOf(view: TaskView) {
  return {
    view: JSON.stringify(view),
    status: view.status,
    attempt: view.attempt,
    search: searchText(view.url, view.video?.title, view.video?.author),
    started_at: view.started_at && new Date(view.started_at),
    completed_at: isFinished(view.status) && view.completed_at ? new Date(view.completed_at) : null,
  };
}
