import { isoNow, type Clock } from '#lib/platform/clock.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { Milestone, MilestoneDraft } from '#lib/protocol/events.ts';
import { fold, stateOf } from '#lib/protocol/fold.ts';
import { blankView, type TaskView } from '#lib/protocol/task-view.ts';
import type { Feed } from '#lib/realtime/feed.ts';
import type { Bell } from '#lib/tasks/bell.ts';
import { firstUnfinished, LEASE_MS } from '#lib/tasks/queue.ts';

type Row = { views: TaskView[]; milestones: Milestone[]; claim: { token: string; until: number } | null };
export type MemoryClaim = { task_id: string; claim_token: string };

/** Faults that are planted to see that they are found. */
export type LogFaults = { unfenced?: boolean };

/**
 * Log and queue in memory, by the rules of `event-log.ts` and `queue.ts`: the same contract suite holds both
 * (log.contract.ts). It is there for thousands of runs in the time of one.
 */
export class MemoryLog {
  readonly #rows = new Map<string, Row>();
  readonly #clock: Clock;
  readonly #bell: Pick<Bell, 'ring'>;
  readonly #faults: LogFaults;
  #serial = 0;

  constructor(clock: Clock, bell: Pick<Bell, 'ring'>, faults: LogFaults = {}) {
    this.#clock = clock;
    this.#bell = bell;
    this.#faults = faults;
  }

  get ids(): string[] {
    return [...this.#rows.keys()];
  }

  submit(task_id: string): void {
    this.#rows.set(task_id, { views: [blankView(task_id, isoNow(this.#clock))], milestones: [], claim: null });
    this.append({ task_id }, { type: 'task_queued', url: `https://example.org/${task_id}`, position: 1 });
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
    const views = this.#rows.get(task_id)?.views ?? [];
    const view = seq === undefined ? views.at(-1) : views[seq];
    if (!view) throw new Failure('task_not_found');
    return view;
  }

  milestones(task_id: string): readonly Milestone[] {
    return this.#rows.get(task_id)?.milestones ?? [];
  }

  /** @param read_ms how long a read takes: it sees what was there when it began, and much may happen until it is answered */
  feed(read_ms: () => number): Feed {
    const late = <T>(value: T) => new Promise<T>((resolve) => this.#clock.after(read_ms(), () => resolve(value)));
    return {
      readLive: (id) => late(this.#rows.has(id) ? { id, owner_id: 'ada', view: this.view(id) } : null),
      readAfter: (id, after, limit) => late(this.milestones(id).slice(after, after + limit)),
      heads: (ids) => late(new Map(ids.flatMap((id) => (this.#rows.has(id) ? [[id, this.milestones(id).length] as const] : [])))),
    };
  }
}
