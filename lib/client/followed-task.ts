import { Failure } from '#lib/protocol/errors.ts';
import { fold, place, stateOf, type TaskState } from '#lib/protocol/fold.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import type { PartialResult } from '#lib/protocol/result.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { eventOf } from '#lib/protocol/wire.ts';
import type { TaskEvent } from '#lib/protocol/events.ts';

/** One task as this client follows it over one line after another. */
export type FollowedTask = {
  readonly state: TaskState | null;
  /** Head of the log, as the server last said on this line; null before its answer. */
  readonly head: number | null;
  /** A subscription was asked for and not yet answered. */
  readonly asking: boolean;
  /** The server does not have what came after our cursor: its next snapshot replaces whatever we hold. */
  readonly reset: boolean;
  readonly failure: Failure | null;
};

/** `ask`: subscribe (again) with the cursor. */
export type Heard = { readonly task: FollowedTask; readonly ask: boolean };

export function followed(view: TaskView | null): FollowedTask {
  return { state: view && stateOf(view), head: null, asking: false, reset: false, failure: null };
}

/** The cursor to subscribe with; undefined before anything is known. */
export function cursorOf(task: FollowedTask): number | undefined {
  return task.state?.view.seq;
}

/** Whether the task is as new as the server said that it is. */
export function isCaughtUp(task: FollowedTask): boolean {
  return task.state !== null && task.head !== null && !task.asking && !task.reset && task.state.view.seq >= task.head;
}

/** What a server message makes of the task `id`; a message that does not concern it changes nothing. */
export function hear(id: string, task: FollowedTask, message: ServerMessage): Heard {
  switch (message.type) {
    case 'subscribed':
      return message.task_id === id ? { task: answered(task, message), ask: false } : quiet(task);
    case 'task_snapshot':
      return message.task.id === id ? { task: adopt(task, message.task), ask: false } : quiet(task);
    case 'bookmark':
      return bookmarked(task, message.tasks[id]);
    default:
      return 'task_id' in message && message.task_id === id ? heardOfTask(task, message) : quiet(task);
  }
}

/** A view that came another way (HTTP): taken when it is newer. */
export function offer(task: FollowedTask, view: TaskView): FollowedTask {
  const known = task.state?.view;
  if (known && known.seq >= view.seq) return task;
  return { ...task, state: carriedOver(task.state, view), failure: null };
}

function heardOfTask(task: FollowedTask, message: ServerMessage): Heard {
  const event = eventOf(message);
  if (event) return applied(task, event);
  if (message.type !== 'error') return quiet(task);
  return { task: { ...task, asking: false, failure: new Failure(message.code, { message: message.message, retry_after: message.retry_after }) }, ask: false };
}

function applied(task: FollowedTask, event: TaskEvent): Heard {
  if (task.state === null || place(task.state, event) === 'gap') return { task, ask: !task.asking };
  const state = fold(task.state, event);
  return quiet(state === task.state ? task : { ...task, state });
}

/** Ticks are counted anew from here: their `n` may come from another process. */
function answered(task: FollowedTask, answer: { seq: number; recovered: boolean }): FollowedTask {
  const state = task.state && { ...task.state, n: 0 };
  return { state, head: answer.seq, asking: false, reset: !answer.recovered, failure: null };
}

function adopt(task: FollowedTask, view: TaskView): FollowedTask {
  const stale = task.state !== null && !task.reset && view.seq < task.state.view.seq;
  if (stale) return task;
  const same = task.state !== null && view.seq === task.state.view.seq && view.attempt === task.state.view.attempt;
  return { ...task, reset: false, state: same ? task.state : carriedOver(task.state, view) };
}

/** Parts that did not travel in a message are kept where this run's own are already here. */
function carriedOver(state: TaskState | null, view: TaskView): TaskState {
  const held = state?.view.attempt === view.attempt ? state.view.result : null;
  const next = { ...stateOf(view), watchers: state?.watchers ?? null };
  if (!held || !view.result?.omitted) return next;
  const kept = Object.fromEntries(view.result.omitted.flatMap((part) => (held[part] === undefined ? [] : [[part, held[part]]])));
  return { ...next, view: { ...view, result: { ...(kept as PartialResult), ...view.result } } };
}

function bookmarked(task: FollowedTask, seq: number | undefined): Heard {
  if (seq === undefined) return quiet(task);
  return { task, ask: task.state === null || task.state.view.seq < seq };
}

function quiet(task: FollowedTask): Heard {
  return { task, ask: false };
}
