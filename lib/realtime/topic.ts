import { tickSlot, type Milestone, type Tick, type TickDraft } from '#lib/protocol/events.ts';
import { fold, stateOf, type TaskState } from '#lib/protocol/fold.ts';
import { isFinished } from '#lib/protocol/task-view.ts';
import { isoNow, type Clock } from '#lib/platform/clock.ts';
import type { Ring } from '#lib/tasks/bell.ts';
import type { LiveTask } from '#lib/tasks/task-repo.ts';
import { encodeEvent, encodeSnapshot, type Encoded } from './encode.ts';
import type { Feed } from './feed.ts';
import { Seats, type Seated } from './seats.ts';

/** Who is told what happens to a task. Encoded once, handed to each. */
export type Listener = Seated & {
  /** @param appended for a milestone: when it was logged, by the clock */
  event(encoded: Encoded, appended: number | null): void;
  /** The task is gone: nothing follows. */
  ended(): void;
};

/** Milestones read from the log at a time. */
const PAGE = 500;
/** Milestones kept in memory; older ones are read from the log. */
const TAIL = 500;
/** How often the number of watchers is told at most: seldom where they are many, since each telling is a write to each. Milliseconds. */
const WATCHERS_MS = 1_000;
const WATCHERS_MS_EACH = 1;

/**
 * One task as this node knows it: a tail of its log, read once for all who follow it.
 * The bell is a hint: a ring that carries the next milestone is used as a cache of the log, any other
 * leads to a read, and `heal` reads without one.
 */
export class Topic {
  readonly id: string;
  readonly owner_id: string;
  #feed: Feed;
  #clock: Clock;
  #state: TaskState;
  /** `n` counts from here: known to every node and before every tick, so it rises across restarts too. */
  #epoch: number;
  /** Milestones since the topic was opened, by `seq`, without a hole. */
  #tail: Encoded[] = [];
  #newest = new Map<string, Encoded>();
  #snapshot: Encoded | null = null;
  #listeners = new Seats<Listener>();
  #reading: Promise<void> | null = null;
  #watchersDue: (() => void) | null = null;
  /** Who came last has not been told how many watch. */
  #untold = false;

  constructor(task: LiveTask, deps: { feed: Feed; clock: Clock }) {
    this.id = task.id;
    this.owner_id = task.owner_id;
    this.#feed = deps.feed;
    this.#clock = deps.clock;
    this.#state = stateOf(task.view);
    this.#epoch = Date.parse(task.view.created_at);
  }

  get head(): number {
    return this.#state.view.seq;
  }

  get finished(): boolean {
    return isFinished(this.#state.view.status);
  }

  get deleted(): boolean {
    return this.#state.deleted;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** The task as of now, encoded once for each state it is asked in. */
  snapshot(): Encoded {
    this.#snapshot ??= encodeSnapshot(this.#state.view, isoNow(this.#clock));
    return this.#snapshot;
  }

  /** The newest tick of each type and stage, in order of `n` (rule S3). */
  newestTicks(): Encoded[] {
    return [...this.#newest.values()];
  }

  /** Milestones `after + 1 …`, none beyond the head; from memory where this topic saw them, else from the log. */
  async after(after: number): Promise<readonly Encoded[]> {
    const first = this.#tail[0]?.seq ?? this.head + 1;
    if (after >= first - 1) return this.#tail.slice(after - first + 1);
    const rows = await this.#feed.readAfter(this.id, after, PAGE);
    // What is logged beyond the head is live: it comes to those who have joined.
    return rows.filter(({ seq }) => seq <= this.head).map(encodeEvent);
  }

  /** When a milestone was logged, by the clock; null where this topic did not see it happen. */
  appendedAt(seq: number): number | null {
    const encoded = this.#tail[seq - (this.#tail[0]?.seq ?? 0)];
    return encoded ? Date.parse((JSON.parse(encoded.text) as Milestone).timestamp) : null;
  }

  join(listener: Listener): void {
    if (this.deleted) return listener.ended();
    this.#listeners.add(listener);
    this.#untold = true;
    this.#countWatchers();
  }

  leave(listener: Listener): void {
    if (this.#listeners.delete(listener)) this.#countWatchers();
  }

  hear(ring: Ring): void {
    if (ring.kind === 'milestone') {
      if (ring.event.seq === this.head + 1) this.#apply(ring.event);
      else if (ring.event.seq > this.head) void this.heal().catch(() => undefined);
    } else if (ring.kind === 'logged') {
      if (ring.seq > this.head) void this.heal().catch(() => undefined);
    } else if (ring.kind === 'tick' && ring.draft.type === 'task_deleted') this.vanish();
    else if (ring.kind === 'tick' && ring.attempt === this.#state.view.attempt) this.#tick(ring.draft);
  }

  /** Reads what the bell did not tell. @returns how many milestones that were. */
  async heal(): Promise<number> {
    const before = this.head;
    this.#reading ??= this.#catchUp().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
    return this.head - before;
  }

  /** The task is gone: the last word on it, and the end of its subscriptions. */
  vanish(): void {
    if (this.deleted) return;
    this.#tick({ type: 'task_deleted' });
    this.#listeners.each((listener) => listener.ended());
    this.close();
  }

  close(): void {
    this.#watchersDue?.();
    this.#watchersDue = null;
  }

  async #catchUp(): Promise<void> {
    for (;;) {
      const rows = await this.#feed.readAfter(this.id, this.head, PAGE);
      if (rows.length === 0) return;
      for (const event of rows) if (event.seq === this.head + 1) this.#apply(event);
    }
  }

  #apply(event: Milestone): void {
    this.#state = fold(this.#state, event);
    this.#snapshot = null;
    this.#newest.clear();
    const encoded = encodeEvent(event);
    this.#tail.push(encoded);
    if (this.#tail.length > 2 * TAIL) this.#tail.splice(0, TAIL);
    const appended = Date.parse(event.timestamp);
    this.#listeners.each((listener) => listener.event(encoded, appended));
  }

  #tick(draft: TickDraft): void {
    // After the last milestone only a retry or a deletion brings anything (rule S5).
    if (this.finished && draft.type !== 'task_deleted') return;
    const { view, n } = this.#state;
    const cursor = { task_id: this.id, seq: view.seq, n: Math.max(n + 1, this.#clock.now() - this.#epoch), attempt: view.attempt, timestamp: isoNow(this.#clock) };
    const tick = { ...draft, ...cursor } as Tick;
    this.#state = fold(this.#state, tick);
    if (this.#state.view !== view) this.#snapshot = null;
    const encoded = encodeEvent(tick);
    const slot = tickSlot(tick);
    // Taken out first: a map keeps the place of a key that is set again, and ticks are replayed in order of `n`.
    this.#newest.delete(slot);
    this.#newest.set(slot, encoded);
    this.#listeners.each((listener) => listener.event(encoded, null));
  }

  #countWatchers(): void {
    this.#watchersDue ??= this.#clock.after(Math.max(WATCHERS_MS, this.size * WATCHERS_MS_EACH), () => {
      this.#watchersDue = null;
      if (this.size > 0 && (this.#untold || this.size !== this.#state.watchers)) this.#tick({ type: 'watchers', count: this.size });
      this.#untold = false;
    });
  }
}
