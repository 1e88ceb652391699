import { isoNow, type Clock } from '#lib/platform/clock.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { Milestone, MilestoneDraft } from '#lib/protocol/events.ts';
import { fold, stateOf } from '#lib/protocol/fold.ts';
import { blankView, isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import type { Feed } from '#lib/realtime/feed.ts';
import type { Bell } from '#lib/tasks/bell.ts';
import { LEASE_MS } from '#lib/tasks/lease-watch.ts';
import { firstUnfinished } from '#lib/tasks/queue.ts';

type Row = { views: TaskView[]; milestones: Milestone[]; claim: { token: string; until: number } | null };
export type MemoryClaim = { task_id: string; claim_token: string };

/** Faults that are planted to see that they are found. */
export type LogFaults = {
  /** The word of a worker whose claim is lost is taken. */
  unfenced?: boolean;
  /** A cancelled task stays its worker's. */
  unreleased?: boolean;
};

/**
 * Log and queue in memory, by the rules of `event-log.ts` and `queue.ts`: the same contract suite holds both
 * (log.contract.ts). It is there for thousands of runs in the time of one.
 */
export class MemoryLog {
  readonly #rows = new Map<string, Row>();
  /** What was deleted, for those who judge what others still show. */
  readonly #removed = new Map<string, Row>();
  readonly #clock: Clock;
  readonly #bell: Pick<Bell, 'ring'>;
  readonly #faults: LogFaults;
  #serial = 0;

  constructor(clock: Clock, bell: Pick<Bell, 'ring'>, faults: LogFaults = {}) {
    this.#clock = clock;
    this.#bell = bell;
    this.#faults = faults;
  }

  /** Of all tasks, deleted ones among them. */
  get ids(): string[] {
    return [...this.#rows.keys(), ...this.#removed.keys()];
  }

  isRemoved(task_id: string): boolean {
    return this.#removed.has(task_id);
  }

  submit(task_id: string, url = `https://example.org/${task_id}`): void {
    this.#rows.set(task_id, { views: [blankView(task_id, isoNow(this.#clock))], milestones: [], claim: null });
    this.append({ task_id }, { type: 'task_queued', url, position: 1 });
    this.#bell.ring({ kind: 'queue' });
  }

  /** @throws Failure `task_not_found`; `conflict` where the claim is lost. */
  append({ task_id, claim_token }: { task_id: string; claim_token?: string }, draft: MilestoneDraft, { release = false } = {}): Milestone {
    const row = this.#rows.get(task_id);
    if (!row) throw new Failure('task_not_found');
    if (claim_token !== undefined && row.claim?.token !== claim_token && !this.#faults.unfenced) throw new Failure('conflict');
    const before = this.view(task_id);
    const event = { ...draft, task_id, seq: row.milestones.length + 1, attempt: before.attempt + Number(draft.type === 'task_retried'), timestamp: isoNow(this.#clock) } as Milestone;
    row.milestones.push(event);
    row.views.push(fold(stateOf(before), event).view);
    if (release) row.claim = null;
    this.#bell.ring({ kind: 'milestone', event });
    return event;
  }

  /** As a person does; what has ended stays as it is. */
  cancel(task_id: string): void {
    const row = this.#rows.get(task_id);
    if (!row || isFinished(this.view(task_id).status)) return;
    const stage = this.view(task_id).stages.find(({ status }) => status === 'running')?.name ?? null;
    this.append({ task_id }, { type: 'task_cancelled', stage }, { release: !this.#faults.unreleased });
  }

  /** Takes up what was cancelled. */
  retry(task_id: string): void {
    if (!this.#rows.has(task_id) || this.view(task_id).status !== 'cancelled') return;
    this.append({ task_id }, { type: 'task_retried', from_stage: firstUnfinished(this.view(task_id)), reason: 'asked' }, { release: true });
    this.#bell.ring({ kind: 'queue' });
  }

  remove(task_id: string): void {
    const row = this.#rows.get(task_id);
    if (!row) return;
    this.#rows.delete(task_id);
    this.#removed.set(task_id, row);
    this.#bell.ring({ kind: 'tick', task_id, attempt: this.view(task_id).attempt, draft: { type: 'task_deleted' } });
  }

  claim(): MemoryClaim | null {
    for (const [task_id, row] of this.#rows) {
      if (row.claim || this.view(task_id).status !== 'queued') continue;
      row.claim = { token: `claim-${this.#serial++}`, until: this.#clock.now() + LEASE_MS };
      return { task_id, claim_token: row.claim.token };
    }
    return null;
  }

  /** @returns whether the claim still holds */
  heartbeat({ task_id, claim_token }: MemoryClaim): boolean {
    const claim = this.#rows.get(task_id)?.claim;
    if (claim?.token !== claim_token) return false;
    claim.until = this.#clock.now() + LEASE_MS;
    return true;
  }

  /** Tasks of lost workers go back to the queue. */
  sweep(): void {
    for (const [task_id, { claim }] of this.#rows) if (claim && claim.until < this.#clock.now()) this.requeue({ task_id, claim_token: claim.token }, 'worker_lost');
  }

  requeue(claim: MemoryClaim, reason: 'worker_lost' | 'restart'): void {
    this.append(claim, { type: 'task_retried', from_stage: firstUnfinished(this.view(claim.task_id)), reason }, { release: true });
    this.#bell.ring({ kind: 'queue' });
  }

  /** The view after the first `seq` milestones; without it, as it is now. */
  view(task_id: string, seq?: number): TaskView {
    const views = (this.#rows.get(task_id) ?? this.#removed.get(task_id))?.views ?? [];
    const view = seq === undefined ? views.at(-1) : views[seq];
    if (!view) throw new Failure('task_not_found');
    return view;
  }

  milestones(task_id: string): readonly Milestone[] {
    return (this.#rows.get(task_id) ?? this.#removed.get(task_id))?.milestones ?? [];
  }

  /** @param late answers a read: it sees what was there when it began, and much may happen until then */
  feed(late: <T>(value: T) => Promise<T>): Feed {
    return {
      readLive: (id) => late(this.#rows.has(id) ? { id, owner_id: 'ada', view: this.view(id) } : null),
      readAfter: (id, after, limit) => late(this.#rows.get(id)?.milestones.slice(after, after + limit) ?? []),
      heads: (ids) => late(new Map(ids.flatMap((id) => (this.#rows.has(id) ? [[id, this.milestones(id).length] as const] : [])))),
    };
  }
}
