import type { MilestoneDraft, TickDraft } from '#lib/protocol/events.ts';
import { tickSlot } from '#lib/protocol/events.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { append, storeProgress, type Entry, type LogDeps } from './event-log.ts';
import type { Claim } from './queue.ts';

/** The newest progress is written to the row at most so often. */
const PROGRESS_MS = 1000;

/** One task of a run: its log, and what of the run that log has been told. */
export type Member = {
  readonly claim: Claim;
  readonly view: TaskView;
  append(entry: Entry): Promise<void>;
  /** Appends what the run tells, unless the log holds it from an earlier attempt. */
  tell(draft: MilestoneDraft): Promise<void>;
  tick(draft: TickDraft): void;
  /** No progress is written any more. */
  close(): void;
};

export function createMember(deps: LogDeps, claim: Claim): Member {
  let view = claim.view;
  const progress = new Map<string, TickDraft>();
  let stopTimer: (() => void) | null = null;
  const holder = { task_id: claim.task_id, claim_token: claim.claim_token };
  const flush = async () => {
    stopTimer = null;
    const ticks = [...progress.values()];
    progress.clear();
    // Progress is a hint: a lost claim is noticed by the next milestone, a busy database by the next flush.
    if (ticks.length > 0) await storeProgress(deps, holder, { seq: view.seq, ticks }).catch(() => {});
  };
  const member = {
    claim,
    get view() {
      return view;
    },
    async append(entry: Entry) {
      const ticks = [...progress.values()];
      progress.clear();
      ({ view } = await append(deps, holder, { ...entry, ticks }));
    },
    async tell(draft: MilestoneDraft) {
      if (!isTold(view, draft)) await member.append({ draft });
    },
    tick(draft: TickDraft) {
      deps.bell.ring({ kind: 'tick', task_id: claim.task_id, attempt: view.attempt, draft });
      if (draft.type !== 'progress_update') return;
      progress.set(tickSlot(draft), draft);
      stopTimer ??= deps.clock.after(PROGRESS_MS, () => void flush());
    },
    close() {
      stopTimer?.();
    },
  };
  return member;
}

/** A stage that a log has as completed is done with: told again, it would stand there twice. */
function isTold(view: TaskView, draft: MilestoneDraft): boolean {
  if (!('stage' in draft) || draft.type.startsWith('task_')) return false;
  return view.stages.some((stage) => stage.name === draft.stage && stage.status === 'completed');
}
