import type { ServerMessage } from '#lib/protocol/messages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { cursorOf, followed, hear, isCaughtUp, offer, type FollowedTask } from './followed-task.ts';
import type { Link } from './link.ts';
import type { Clock } from './ports.ts';
import { asideOf, NOTHING_ASIDE, progressOf, sameAside, sameProgress, type TaskAside, type TaskProgress } from './task-progress.ts';

/** A page that renders twice, or moves on to another page about the same task, keeps its subscription. */
const LINGER_MS = 1_000;
/** A shorter pause of the line is not worth a word. */
const LATE_MS = 2_000;
const CLOSED = { state: 'closed', online: true, close_code: null } as const;

/** One task as `useSyncExternalStore` wants it. */
export type TaskWatch<T = TaskProgress> = {
  subscribe(listener: () => void): () => void;
  /** The same object until something changes. */
  getSnapshot(): T;
  /** What the server rendered with. */
  getServerSnapshot(): T;
};

/** Told of a milestone that came while nothing was missing, once its page has heard of it. */
export type OnMilestone = (task_id: string, seq: number) => void;

type Entry = { task: FollowedTask; progress: TaskProgress; aside: TaskAside; listeners: Set<() => void>; stopLeaving: (() => void) | null };

/** Every task that this tab follows, over one link. It knows no React. */
export class TaskStreams {
  #link: Link;
  #clock: Clock;
  #entries = new Map<string, Entry>();
  #asideListeners = new Map<string, Set<() => void>>();
  #late = false;
  #stopLate: (() => void) | null = null;
  #stopRetries = new Set<() => void>();
  #onMilestone: OnMilestone;

  constructor(link: Link, clock: Clock, onMilestone: OnMilestone = () => {}) {
    this.#link = link;
    this.#clock = clock;
    this.#onMilestone = onMilestone;
    link.listen({
      changed: () => this.#linkChanged(),
      established: () => this.#askAll(),
      message: (message) => this.#hear(message),
    });
  }

  /** @param initial what is already known: live events go on after its `seq` */
  watch(id: string, initial: TaskView | null): TaskWatch {
    const first = followed(initial);
    const before = progressOf(first, CLOSED, false);
    return {
      subscribe: (listener) => this.#subscribe(id, { task: first, progress: before }, listener),
      getSnapshot: () => this.#entries.get(id)?.progress ?? before,
      getServerSnapshot: () => before,
    };
  }

  /** What ticks alone tell of a task, while `watch` follows it. */
  watchAside(id: string): TaskWatch<TaskAside> {
    return {
      subscribe: (listener) => {
        const listeners = this.#asideListeners.get(id) ?? new Set();
        this.#asideListeners.set(id, listeners.add(listener));
        return () => {
          listeners.delete(listener);
          if (listeners.size === 0) this.#asideListeners.delete(id);
        };
      },
      getSnapshot: () => this.#entries.get(id)?.aside ?? NOTHING_ASIDE,
      getServerSnapshot: () => NOTHING_ASIDE,
    };
  }

  /** Somebody asks for another try, even after a refusal. */
  reconnect(): void {
    this.#link.nudge('again');
  }

  /** Brings in a view that came over HTTP: after a command, or a page rendered anew. */
  offer(view: TaskView): void {
    const entry = this.#entries.get(view.id);
    if (!entry) return;
    const task = offer(entry.task, view);
    if (task === entry.task) return;
    this.#update(view.id, entry, task);
    this.#ask(view.id, entry);
  }

  #subscribe(id: string, start: Pick<Entry, 'task' | 'progress'>, listener: () => void): () => void {
    let entry = this.#entries.get(id);
    if (!entry) {
      entry = { ...start, aside: NOTHING_ASIDE, listeners: new Set(), stopLeaving: null };
      this.#entries.set(id, entry);
      if (this.#entries.size === 1) this.#link.open();
      this.#ask(id, entry);
    } else if (start.task.state) this.offer(start.task.state.view);
    entry.stopLeaving?.();
    entry.stopLeaving = null;
    entry.listeners.add(listener);
    return () => this.#leave(id, entry, listener);
  }

  #leave(id: string, entry: Entry, listener: () => void): void {
    entry.listeners.delete(listener);
    if (entry.listeners.size > 0) return;
    entry.stopLeaving = this.#clock.after(LINGER_MS, () => {
      this.#entries.delete(id);
      this.#link.send({ type: 'unsubscribe_task', task_id: id });
      if (this.#entries.size === 0) this.#close();
    });
  }

  #close(): void {
    for (const stop of this.#stopRetries) stop();
    this.#stopRetries.clear();
    this.#link.close();
  }

  #hear(message: ServerMessage): void {
    for (const [id, entry] of this.#entries) {
      const before = entry.task;
      const { task, ask } = hear(id, before, message);
      this.#update(id, entry, task);
      if (isCaughtUp(before) && cameLive(before, task)) this.#onMilestone(id, task.state?.view.seq ?? 0);
      if (ask) this.#ask(id, entry);
    }
    if (message.type === 'error' && message.code === 'rate_limited' && message.task_id && message.n === undefined) {
      this.#askLater(message.task_id, message.retry_after ?? 1);
    }
  }

  #askLater(id: string, seconds: number): void {
    const stop = this.#clock.after(seconds * 1000, () => {
      this.#stopRetries.delete(stop);
      const entry = this.#entries.get(id);
      if (entry) this.#ask(id, entry);
    });
    this.#stopRetries.add(stop);
  }

  #askAll(): void {
    for (const [id, entry] of this.#entries) {
      entry.task = { ...entry.task, head: null };
      this.#ask(id, entry);
    }
  }

  #ask(id: string, entry: Entry): void {
    if (this.#link.status().state !== 'open') return;
    const after = cursorOf(entry.task);
    entry.task = { ...entry.task, asking: true };
    this.#link.send({ type: 'subscribe_task', task_id: id, ...(after === undefined ? {} : { after }) });
    this.#update(id, entry, entry.task);
  }

  #linkChanged(): void {
    const { state } = this.#link.status();
    if (state === 'open' || state === 'closed') {
      this.#stopLate?.();
      this.#stopLate = null;
      this.#late = false;
    } else if (!this.#late) {
      this.#stopLate ??= this.#clock.after(LATE_MS, () => {
        this.#late = true;
        this.#refresh();
      });
    }
    this.#refresh();
  }

  #refresh(): void {
    for (const [id, entry] of this.#entries) this.#update(id, entry, entry.task);
  }

  #update(id: string, entry: Entry, task: FollowedTask): void {
    entry.task = task;
    const progress = progressOf(task, this.#link.status(), this.#late);
    const aside = asideOf(task);
    const told: (() => void)[] = [];
    if (!sameProgress(progress, entry.progress)) {
      entry.progress = progress;
      told.push(...entry.listeners);
    }
    if (!sameAside(aside, entry.aside)) {
      entry.aside = aside;
      told.push(...(this.#asideListeners.get(id) ?? []));
    }
    for (const listener of told) listener();
  }
}

function cameLive(before: FollowedTask, after: FollowedTask): boolean {
  return after.state?.view.seq === (before.state?.view.seq ?? 0) + 1;
}
