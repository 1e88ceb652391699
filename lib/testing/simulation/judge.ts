import type { TaskProgress } from '#lib/client/task-progress.ts';
import { stageIndex, STAGES } from '#lib/protocol/stages.ts';
import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import type { MemoryLog } from '../memory-log.ts';
import { ENDS } from './order.ts';

/** Somebody who follows one task without this project's client, and what it ends with. */
export type Stranger = { readonly view: TaskView | null; readonly gone: boolean };

/** Law 4: every stage of a task ran to its end once, whoever died meanwhile; of one that was stopped, at most once. */
export function wrongOfTask(log: MemoryLog, task_id: string): string[] {
  const milestones = log.milestones(task_id);
  const { status } = log.view(task_id);
  const wrong: string[] = [];
  if (!isFinished(status) && !log.isRemoved(task_id)) wrong.push(`${task_id} did not end`);
  for (const [index, { type, seq }] of milestones.entries()) {
    if (index > 0 && ENDS.has(milestones[index - 1]?.type ?? '') && type !== 'task_retried') wrong.push(`${type} of ${task_id} came after its end`);
    if (seq !== index + 1) wrong.push(`${task_id} has seq ${seq} at place ${index + 1}`);
  }
  const completed = milestones.flatMap((event) => (event.type === 'stage_completed' ? [stageIndex(event.stage)] : []));
  for (const [index, stage] of STAGES.entries()) {
    const times = completed.filter((each) => each === index).length;
    if (times > 1 || (times === 0 && status === 'completed')) wrong.push(`${stage} of ${task_id} was completed ${times} times`);
  }
  if (completed.some((index, at) => at > 0 && index < (completed[at - 1] ?? 0))) wrong.push(`stages of ${task_id} ended out of order: ${completed.join(' ')}`);
  return wrong;
}

/** Rule T2: what a page of ours ends with is the fold of the log; of what was deleted, that it is gone. */
export function wrongOfWatch(log: MemoryLog, task_id: string, { task, connection, error }: TaskProgress): string[] {
  const ends = `ends ${connection} with ${error?.message ?? 'no error'}`;
  if (log.isRemoved(task_id)) return connection === 'denied' && error?.code === 'task_not_found' ? [] : [`${ends}, though ${task_id} is gone`];
  const calm = connection === 'live' && error === null;
  return [...(calm ? [] : [ends]), ...wrongEnd(log, task_id, JSON.stringify(task))];
}

/** The same of others. */
export function wrongOfStranger(log: MemoryLog, task_id: string, { view, gone }: Stranger): string[] {
  return wrongEnd(log, task_id, gone ? 'gone' : JSON.stringify(view));
}

function wrongEnd(log: MemoryLog, task_id: string, is: string): string[] {
  const should = log.isRemoved(task_id) ? 'gone' : JSON.stringify(log.view(task_id));
  return is === should ? [] : [`ends with ${is} of ${task_id}, the log's fold is ${should}`];
}
