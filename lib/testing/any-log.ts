import fc from 'fast-check';
import type { Milestone, MilestoneDraft, Tick } from '#lib/protocol/events.ts';
import { fold, stateOf } from '#lib/protocol/fold.ts';
import { STAGES } from '#lib/protocol/stages.ts';
import { blankView, isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import { completedDraft, startedDraft } from './builders.ts';
import { at, progressTick } from './task-log.ts';

const FAILED = { code: 'internal', error: 'it broke', retryable: true } as const;

/** What may be logged next of a task that stands so. */
function nextDrafts(view: TaskView): MilestoneDraft[] {
  const running = view.stages.find(({ status }) => status === 'running')?.name;
  const pending = STAGES.find((name) => view.stages.some((stage) => stage.name === name && stage.status === 'pending'));
  const from_stage = STAGES.find((name) => view.stages.some((stage) => stage.name === name && stage.status !== 'completed')) ?? 'save';
  if (isFinished(view.status)) return view.status === 'completed' ? [] : [{ type: 'task_retried', from_stage, reason: 'asked' }];
  const ends: MilestoneDraft[] = [{ type: 'task_cancelled', stage: running ?? null }, { type: 'task_retried', from_stage, reason: 'worker_lost' }];
  if (running) {
    return [completedDraft(running), completedDraft(running), completedDraft(running), { type: 'stage_skipped', stage: running, reason: 'nothing to do' },
      { type: 'stage_failed', stage: running, ...FAILED }, { type: 'task_failed', stage: running, ...FAILED, hint: 'again' }, ...(view.status === 'running' ? ends : [])];
  }
  return pending ? [startedDraft(pending), startedDraft(pending), startedDraft(pending), ...ends] : [{ type: 'task_completed', result: { omitted: ['transcript'] } }];
}

/** Any log that a task can have: stages that end in every way, cancels, lost workers, retries. */
export const anyLog: fc.Arbitrary<Milestone[]> = fc.array(fc.nat(1000), { minLength: 1, maxLength: 50 }).map((choices) => {
  const log: Milestone[] = [];
  let state = stateOf(blankView('t1', at(0)));
  for (const choice of choices) {
    const drafts: MilestoneDraft[] = log.length === 0 ? [{ type: 'task_queued', url: 'https://example.org/v', position: 1 }] : nextDrafts(state.view);
    const draft = drafts[choice % drafts.length];
    if (!draft) break;
    const event = { ...draft, task_id: 't1', seq: log.length + 1, attempt: state.view.attempt + Number(draft.type === 'task_retried'), timestamp: at(log.length + 1) } as Milestone;
    state = fold(state, event);
    log.push(event);
  }
  return log;
});

/** The log with ticks of the stage that runs between its milestones, as a live subscriber sees it; a deletion may be the last word. */
export function withTicks(log: readonly Milestone[], { deleted }: { deleted: boolean }): (Milestone | Tick)[] {
  let state = stateOf(blankView('t1', at(0)));
  const live = log.flatMap((event): (Milestone | Tick)[] => {
    state = fold(state, event);
    const stage = state.view.stages.find(({ status }) => status === 'running')?.name;
    if (!stage) return [event];
    return [event, ...[1, 2, 3].map((n) => progressTick({ task_id: 't1', seq: event.seq, n }, { stage, overall: (event.seq + n / 4) / (log.length + 1) }))];
  });
  return deleted ? [...live, { type: 'task_deleted', task_id: 't1', seq: log.length, n: 9, attempt: log.at(-1)?.attempt ?? 1, timestamp: at(log.length) }] : live;
}
