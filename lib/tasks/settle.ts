import type { Db } from '#lib/db/client.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { Failure } from '#lib/protocol/errors.ts';
import { duration } from '#lib/protocol/moment.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import type { Member } from './member.ts';
import { firstUnfinished, RELEASED } from './queue.ts';
import { assembleResult } from './work-repo.ts';

/** Milliseconds within which the first, second … automatic retry begins: full jitter (AWS Architecture Blog, 2015). */
export const BACKOFF_MS: readonly number[] = [5_000, 20_000];

/** Who is told to come back later than this is told so, and decides. Seconds. */
const LONGEST_WAIT_S = 3600;

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
  if (ending.kind === 'handed_back') return putBack(member, { reason: 'restart' }, {});
  if (ending.kind === 'completed') {
    const result = await assembleResult(deps.db, member.claim.work_id, completedStages(member.view));
    return member.append({ draft: { type: 'task_completed', result }, row: RELEASED });
  }
  const { failure } = ending;
  const { tries } = member.claim;
  const scale = deps.backoff_ms[tries];
  const { retry_after = 0 } = failure;
  if (failure.retryable && scale !== undefined && retry_after <= LONGEST_WAIT_S) {
    const wait = Math.max(deps.random() * scale, retry_after * 1000);
    return putBack(member, { reason: 'backoff', message: nextTry(failure, wait) }, { run_after: new Date(deps.clock.now() + wait), tries: tries + 1 });
  }
  return member.append({ draft: failedDraft(member.view, failure), row: RELEASED });
}

function putBack(member: Member, why: { reason: 'restart' | 'backoff'; message?: string }, row: { run_after?: Date; tries?: number }): Promise<void> {
  return member.append({
    draft: { type: 'task_retried', from_stage: firstUnfinished(member.view), ...why },
    row: { ...RELEASED, run_after: null, ...row },
  });
}

/** What a person reads while nothing seems to happen. @param wait milliseconds */
function nextTry({ message }: Failure, wait: number): string {
  const seconds = Math.ceil(wait / 1000);
  return `${message} The next try is in ${seconds < 5 ? 'a few seconds' : `about ${duration(seconds)}`}.`;
}

export function failedDraft(view: TaskView, { code, message, retryable, hint, retry_after }: Failure) {
  const stage = view.stages.find(({ status }) => status === 'running') ?? view.stages.findLast(({ status }) => status === 'failed');
  return { type: 'task_failed' as const, stage: stage?.name ?? null, code, error: message, retryable, hint, ...(retry_after === undefined ? {} : { retry_after }) };
}

function completedStages(view: TaskView) {
  return view.stages.filter((stage) => stage.status === 'completed').map((stage) => stage.name);
}
