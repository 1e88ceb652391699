import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { STATUS_LABELS } from './stage-words.ts';

const STATES = { completed: 'The video is understood.', failed: 'The run failed.', cancelled: 'The run was cancelled.', queued: 'Waiting in the queue.', running: 'The run has started.' } as const;

/**
 * What is worth saying aloud of the way from one view to another, in one breath: a new state of the run and why, or
 * else the stages that ended. A stage that begins is told by the one before it; of a run that is done only what is
 * missing, since the rest is on the page.
 * @returns '' where nothing is
 */
export function announcement(before: TaskView, after: TaskView): string {
  if (after.status === before.status) return ended(before, after, ['completed', 'failed', 'skipped']).join(' ');
  return [...(after.status === 'completed' ? ended(before, after, ['failed', 'skipped']) : []), STATES[after.status], ...reasons(after)].join(' ');
}

function ended(before: TaskView, after: TaskView, states: readonly string[]): string[] {
  return after.stages
    .filter(({ status }, index) => states.includes(status) && status !== before.stages[index]?.status)
    .map(({ name, status }) => `${STAGE_TITLES[name]}: ${STATUS_LABELS[status]}.`);
}

function reasons({ status, error, stages }: TaskView): string[] {
  if (status === 'failed' && error) return [error.message, error.hint];
  return status === 'queued' ? stages.flatMap(({ message }) => message ?? []) : [];
}
