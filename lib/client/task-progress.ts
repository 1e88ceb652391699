import { CLOSE } from '#lib/protocol/close-codes.ts';
import { Failure, type ErrorCode } from '#lib/protocol/errors.ts';
import type { TaskState } from '#lib/protocol/fold.ts';
import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import { isCaughtUp, type FollowedTask } from './followed-task.ts';
import type { LinkStatus } from './link.ts';

export type ConnectionWord = 'live' | 'catching-up' | 'offline' | 'reconnecting' | 'denied';

/** A task on a page. The same object until something in it changes. */
export type TaskProgress = {
  /** Null until the first snapshot, where none was given. */
  readonly task: TaskView | null;
  readonly connection: ConnectionWord;
  /** Why the task cannot be followed (any more). */
  readonly error: Failure | null;
};

/** What only ticks tell of a task. The same object until something in it changes. */
export type TaskAside = {
  /** Text written so far, per stage that is still writing. */
  readonly partials: TaskState['partials'];
  /** How many follow the task; null where nobody has said. */
  readonly watchers: number | null;
};

export const NOTHING_ASIDE: TaskAside = { partials: {}, watchers: null };
const DENIALS = new Set<ErrorCode>(['task_not_found', 'not_found', 'forbidden', 'unauthorized']);
const DELETED = new Failure('task_not_found', { message: 'This task was deleted.', hint: 'What it led to is gone.' });

/** @param late the line has been away for longer than a moment */
export function progressOf(followed: FollowedTask, link: LinkStatus, late: boolean): TaskProgress {
  const error = errorOf(followed, link);
  return { task: followed.state?.view ?? null, connection: connectionOf(followed, link, { late, error }), error };
}

export function asideOf({ state }: FollowedTask): TaskAside {
  return state ? { partials: state.partials, watchers: state.watchers } : NOTHING_ASIDE;
}

function errorOf({ state, failure }: FollowedTask, link: LinkStatus): Failure | null {
  if (state?.deleted) return DELETED;
  return link.state === 'refused' ? refusal(link.close_code) : failure;
}

function connectionOf(followed: FollowedTask, link: LinkStatus, { late, error }: { late: boolean; error: Failure | null }): ConnectionWord {
  if (link.state === 'refused' || (error && DENIALS.has(error.code))) return 'denied';
  if (link.state !== 'open') {
    if (!link.online && link.state !== 'closed') return 'offline';
    if (late) return 'reconnecting';
  }
  return isCaughtUp(followed) || isAtRest(followed) ? 'live' : 'catching-up';
}

/** Nothing more is to come. */
function isAtRest({ state, head }: FollowedTask): boolean {
  return state !== null && isFinished(state.view.status) && (head ?? 0) <= state.view.seq;
}

function refusal(code: number | null): Failure {
  switch (code) {
    case CLOSE.forbidden.code: return new Failure('forbidden', { message: 'This may no longer be seen.', hint: 'The link was revoked or has run out: ask its owner for a new one.' });
    case CLOSE.expired.code: return new Failure('unauthorized', { message: 'Your sign-in has run out.', hint: 'Sign in again to go on following the task.' });
    case CLOSE.too_many.code: return new Failure('rate_limited', { message: 'Too many pages are open at once.', hint: 'Close some of them, then reconnect here.' });
    case CLOSE.replaced.code: return new Failure('conflict', { message: 'Another page took this one’s place.', hint: 'Reconnect to follow the task here.' });
    default: return new Failure('internal', { message: 'The server closed the connection.', hint: 'Reconnect, or reload the page.' });
  }
}

/** Whether two say the same, so that a page is not told of nothing. */
export function sameProgress(one: TaskProgress, other: TaskProgress): boolean {
  return one.task === other.task && one.connection === other.connection && one.error?.message === other.error?.message;
}

export function sameAside(one: TaskAside, other: TaskAside): boolean {
  return one.partials === other.partials && one.watchers === other.watchers;
}
