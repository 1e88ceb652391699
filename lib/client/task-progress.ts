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
  readonly partials: TaskState['partials'];
  readonly watchers: number | null;
  readonly deleted: boolean;
};

const NO_PARTIALS: TaskState['partials'] = {};
const DENIALS = new Set<ErrorCode>(['task_not_found', 'not_found', 'forbidden', 'unauthorized']);

/** @param late the line has been away for longer than a moment */
export function progressOf(followed: FollowedTask, link: LinkStatus, late: boolean): TaskProgress {
  const { state } = followed;
  return {
    task: state?.view ?? null,
    connection: connectionOf(followed, link, late),
    error: link.state === 'refused' ? refusal(link.close_code) : followed.failure,
    partials: state?.partials ?? NO_PARTIALS,
    watchers: state?.watchers ?? null,
    deleted: state?.deleted ?? false,
  };
}

function connectionOf(followed: FollowedTask, link: LinkStatus, late: boolean): ConnectionWord {
  if (link.state === 'refused' || (followed.failure && DENIALS.has(followed.failure.code))) return 'denied';
  if (link.state === 'open') return isCaughtUp(followed) || isAtRest(followed) ? 'live' : 'catching-up';
  if (!link.online && link.state !== 'closed') return 'offline';
  if (late) return 'reconnecting';
  return isCaughtUp(followed) || isAtRest(followed) ? 'live' : 'catching-up';
}

/** Nothing more is to come. */
function isAtRest({ state, head }: FollowedTask): boolean {
  return state !== null && isFinished(state.view.status) && (head ?? 0) <= state.view.seq;
}

function refusal(code: number | null): Failure {
  switch (code) {
    case CLOSE.forbidden.code: return new Failure('forbidden', { message: 'This may no longer be seen.', hint: 'The link was revoked or has run out: ask its owner for a new one.' });
    case CLOSE.expired.code: return new Failure('unauthorized');
    case CLOSE.too_many.code: return new Failure('rate_limited', { message: 'Too many pages are open at once.', hint: 'Close some of them, then reload this one.' });
    case CLOSE.replaced.code: return new Failure('conflict', { message: 'Another page took this one’s place.', hint: 'Reload to follow the task here.' });
    default: return new Failure('internal', { message: 'The server closed the connection.', hint: 'Reload the page.' });
  }
}

/** Whether two say the same, so that a page is not told of nothing. */
export function sameProgress(one: TaskProgress, other: TaskProgress): boolean {
  return one.task === other.task && one.connection === other.connection && one.partials === other.partials
    && one.watchers === other.watchers && one.deleted === other.deleted && one.error?.message === other.error?.message;
}
