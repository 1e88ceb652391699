import type { Db } from '#lib/db/client.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { Failure } from '#lib/protocol/errors.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import type { Member } from './member.ts';
import { firstUnfinished, RELEASED } from './queue.ts';
import { assembleResult } from './work-repo.ts';

/** Milliseconds within which the first, second … automatic retry begins: full jitter (AWS Architecture Blog, 2015). */
export const BACKOFF_MS: readonly number[] = [5_000, 20_000];

export type SettleDeps = {
  db: Db;
  clock: Clock;
  /** 0–1 */
  random(): number;
  backoff_ms: readonly number[];
};

/** How a run ended. */
export type Ending = { kind: 'completed' } | { kind: 'failed'; failure: Failure } | { kind: 'handed_back' };

/** Writes the ending into one task's log and lets the claim go. @throws as `append`. */
export async function settle(deps: SettleDeps, member: Member, ending: Ending): Promise<void> {
  if (ending.kind === 'handed_back') return putBack(member, 'restart', {});
  if (ending.kind === 'completed') {
    const result = await assembleResult(deps.db, member.claim.work_id, completedStages(member.view));
    return member.append({ draft: { type: 'task_completed', result }, row: RELEASED });
  }
  const { failure } = ending;
  const { tries } = member.claim;
  const scale = deps.backoff_ms[tries];
  if (failure.retryable && scale !== undefined) {
    const wait = Math.max(deps.random() * scale, (failure.retry_after ?? 0) * 1000);
    return putBack(member, 'backoff', { run_after: new Date(deps.clock.now() + wait), tries: tries + 1 });
  }
  return member.append({ draft: failedDraft(member.view, failure), row: RELEASED });
}

function putBack(member: Member, reason: 'restart' | 'backoff', row: { run_after?: Date; tries?: number }): Promise<void> {
  return member.append({
    draft: { type: 'task_retried', from_stage: firstUnfinished(member.view), reason },
    row: { ...RELEASED, run_after: null, ...row },
  });
}

export function failedDraft(view: TaskView, { code, message, retryable, hint, retry_after }: Failure) {
  const stage = view.stages.find(({ status }) => status === 'running') ?? view.stages.findLast(({ status }) => status === 'failed');
  return { type: 'task_failed' as const, stage: stage?.name ?? null, code, error: message, retryable, hint, ...(retry_after === undefined ? {} : { retry_after }) };
}

function completedStages(view: TaskView) {
  return view.stages.filter((stage) => stage.status === 'completed').map((stage) => stage.name);
}
