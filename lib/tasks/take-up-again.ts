import { transact, type Transaction } from '#lib/db/transact.ts';
import type { MilestoneDraft } from '#lib/protocol/events.ts';
import type { StageName } from '#lib/protocol/stages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { appendIn } from './event-log.ts';
import { firstUnfinished, RELEASED } from './queue.ts';
import { requireRoom, type SubmitDeps } from './submit.ts';
import type { TaskHead } from './task-repo.ts';
import { forkWork, removeWorkIfOrphan } from './work-repo.ts';

/** It failed, was cancelled, or completed with less than was wanted. */
export function mayRetry(view: TaskView): boolean {
  if (view.status === 'completed') return view.result?.analyst?.note !== undefined || view.stages.some((stage) => stage.status === 'failed');
  return view.status === 'failed' || view.status === 'cancelled';
}

/** It may be tried again, and has no transcript. */
export function lacksWords(view: TaskView): boolean {
  return mayRetry(view) && view.stages.some((stage) => stage.name === 'transcript' && stage.status !== 'completed');
}

export type Again = {
  /** Whether the task is in a state in which that may happen. */
  when: (view: TaskView) => boolean;
  /** Completed stages that are done once more. */
  redo?: (view: TaskView) => StageName[];
  /** What the person gave, into a work of its own: it is not what another one asked for. */
  store?: (tx: Transaction, work_id: string) => Promise<void>;
  row?: { upload_id: string };
};

/** A finished task goes back into the queue because its owner asked. @throws Failure `conflict` where `when` says no, `rate_limited` */
export async function takeUpAgain(deps: SubmitDeps, head: TaskHead, { when, redo, store, row: more }: Again): Promise<void> {
  const now = new Date(deps.clock.now());
  const draft = (view: TaskView) => askedDraft(view, redo?.(view) ?? []);
  const { milestone } = await transact(deps.db, async (tx) => {
    await requireRoom(tx, head.owner_id, deps.limits.queued);
    const work_id = store === undefined ? head.work_id : await forkWork(tx, head.work_id, now);
    await store?.(tx, work_id);
    const row = { ...RELEASED, run_after: null, queued_at: now, tries: 0, losses: 0, work_id, ...more };
    const appended = await appendIn(tx, deps.clock, { task_id: head.id }, { draft, row, when });
    if (work_id !== head.work_id) await removeWorkIfOrphan(tx, head.work_id);
    return appended;
  });
  deps.bell.ring({ kind: 'milestone', event: milestone });
  deps.bell.ring({ kind: 'queue' });
}

function askedDraft(view: TaskView, redo: StageName[]): MilestoneDraft {
  return { type: 'task_retried', from_stage: firstUnfinished(view, redo), reason: 'asked', ...(redo.length > 0 && { redo }) };
}
