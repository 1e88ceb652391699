import { tickSlot, type Milestone, type Tick, type TickDraft } from '#lib/protocol/events.ts';
import { fold, stateOf, type TaskState } from '#lib/protocol/fold.ts';
import { isFinished } from '#lib/protocol/task-view.ts';
import { isoNow, type Clock } from '#lib/platform/clock.ts';
import type { Ring } from '#lib/tasks/bell.ts';
import { encodeEvent, encodeSnapshot, type Encoded } from './encode.ts';
import type { Feed, LiveTask } from './feed.ts';

/** Who is told what happens to a task. Encoded once, handed to each. */
export type Listener = {
  event(encoded: Encoded): void;
  /** The task is gone, or can no longer be read: nothing follows. */
  ended(): void;
};

/** Milestones read from the log at a time. */
const PAGE = 500;

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
  /** Milestones since the topic was opened, by `seq`; older ones are read from the log. */
  #tail: Encoded[] = [];
  #newest = new Map<string, Encoded>();
  #snapshot: Encoded | null = null;
  #listeners = new Set<Listener>();
  #reading: Promise<void> | null = null;
  #watchers = 0;

  constructor(task: LiveTask, deps: { feed: Feed; clock: Clock }) {
    this.id = task.id;
    this.owner_id = task.owner_id;
    this.#feed = deps.feed;
    this.#clock = deps.clock;
    this.#state = stateOf(task.view);
  }

  get head(): number {
    return this.#state.view.seq;
  }

  get finished(): boolean {
    return isFinished(this.#state.view.status);
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** The task as of now, encoded once for each state it is asked in. */
  snapshot(): Encoded {
    this.#snapshot ??= encodeSnapshot(this.#state.view, isoNow(this.#clock));
    return this.#snapshot;
  }

  /** The newest tick of each type and stage (rule S3). */
  newestTicks(): Encoded[] {
    return [...this.#newest.values()];
  }

  /** Milestones `after + 1 … head`; from memory where this topic saw them, else from the log. */
  async after(after: number): Promise<Encoded[]> {
    const first = this.#tail[0]?.seq ?? this.head + 1;
    if (after >= first - 1) return this.#tail.slice(after - first + 1);
    const rows = await this.#feed.readAfter(this.id, after, PAGE);
    return rows.map(encodeEvent);
  }

  join(listener: Listener): void {
    this.#listeners.add(listener);
    this.#countWatchers();
  }

  leave(listener: Listener): void {
    if (this.#listeners.delete(listener)) this.#countWatchers();
  }

  hear(ring: Ring): void {
    if (ring.kind === 'milestone') {
      if (ring.event.seq === this.head + 1) this.#apply(ring.event);
      else if (ring.event.seq > this.head) void this.heal();
    } else if (ring.kind === 'tick' && ring.attempt === this.#state.view.attempt) this.#tick(ring.draft);
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
    this.#tell(encoded);
  }

  #tick(draft: TickDraft): void {
    const { view, n } = this.#state;
    const sinceStart = this.#clock.now() - this.#milestoneAt();
    const cursor = { task_id: this.id, seq: view.seq, n: Math.max(n + 1, sinceStart, 1), attempt: view.attempt, timestamp: isoNow(this.#clock) };
    const tick = { ...draft, ...cursor } as Tick;
    const before = this.#state.view;
    this.#state = fold(this.#state, tick);
    if (this.#state.view !== before) this.#snapshot = null;
    const encoded = encodeEvent(tick);
    this.#newest.set(tickSlot(tick), encoded);
    this.#tell(encoded);
    if (tick.type === 'task_deleted') for (const listener of [...this.#listeners]) listener.ended();
  }

  /** When the newest milestone happened: `n` counts milliseconds from there, so it rises across restarts too. */
  #milestoneAt(): number {
    const newest = this.#tail.at(-1);
    return Date.parse(newest?.timestamp ?? this.#state.view.started_at ?? this.#state.view.created_at);
  }

  #tell(encoded: Encoded): void {
    for (const listener of this.#listeners) listener.event(encoded);
  }

  #countWatchers(): void {
    if (this.#listeners.size === this.#watchers) return;
    this.#watchers = this.#listeners.size;
    this.#tick({ type: 'watchers', count: this.#watchers });
  }
}
