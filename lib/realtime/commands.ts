import type { Actor, UserActor } from '#lib/auth/actor.ts';
import type { Authenticator } from '#lib/auth/authenticate.ts';
import { log } from '#lib/platform/log.ts';
import type { Command } from '#lib/protocol/commands.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import type { TaskService } from '#lib/tasks/task-service.ts';
import type { Session } from './session.ts';

export type CommandDeps = {
  tasks: Pick<TaskService, 'submit' | 'cancel' | 'retry'>;
  auth: Pick<Authenticator, 'authenticate'>;
  /** Counts a command against its identity's limit (rule L1). @throws Failure `rate_limited` */
  charge(actor: Actor, kind: 'change' | 'call'): void;
};

/** Carries out one command; a failure is answered and changes nothing else (rule X2). Never throws. */
export async function carryOut(session: Session, command: Command, deps: CommandDeps): Promise<void> {
  try {
    await perform(session, command, deps);
  } catch (thrown) {
    answerFailure(session, thrown, command);
  }
}

/** Rule X2: what failed, as an `error` that finds its asker. */
export function answerFailure(session: Session, thrown: unknown, about: { request_id?: string | undefined; task_id?: string | undefined }): void {
  const { code, message, retry_after } = asFailure(thrown);
  if (code === 'internal') log.error({ err: thrown }, 'a command failed');
  session.send({
    type: 'error', code, message,
    ...(about.request_id === undefined ? {} : { request_id: about.request_id }),
    ...(about.task_id === undefined ? {} : { task_id: about.task_id }),
    ...(retry_after === undefined ? {} : { retry_after }),
  });
  if (code === 'rate_limited') session.limited();
}

async function perform(session: Session, command: Command, deps: CommandDeps): Promise<void> {
  const echo = command.request_id === undefined ? {} : { request_id: command.request_id };
  if (!FREE.has(command.type)) deps.charge(session.actor, CHANGES.has(command.type) ? 'change' : 'call');
  switch (command.type) {
    case 'ping':
      return session.send({ type: 'pong', ...echo, ...(command.id === undefined ? {} : { id: command.id }) });
    case 'subscribe_task':
      return session.subscribe(command.task_id, command);
    case 'unsubscribe_task':
      session.unsubscribe(command.task_id);
      return session.send({ type: 'unsubscribed', ...echo, task_id: command.task_id });
    case 'start_analysis': {
      const { url, options, idempotency_key } = command;
      session.requireRoom();
      const { view } = await deps.tasks.submit(userOf(session.actor), { url, ...(options && { options }), ...(idempotency_key && { idempotency_key }) });
      session.send({ type: 'task_started', ...echo, task_id: view.id, url: view.url });
      return session.subscribe(view.id, {});
    }
    case 'cancel_task':
      await deps.tasks.cancel(writerOf(session.actor, command.task_id), command.task_id);
      return session.send({ type: 'accepted', ...echo, task_id: command.task_id });
    case 'retry_task':
      await deps.tasks.retry(writerOf(session.actor, command.task_id), command.task_id);
      return session.send({ type: 'accepted', ...echo, task_id: command.task_id });
    case 'painted':
      return session.painted(command.task_id, command.seq);
    case 'authenticate':
      return renew(session, command, deps);
  }
}

const FREE = new Set<Command['type']>(['ping', 'painted']);
const CHANGES = new Set<Command['type']>(['start_analysis', 'cancel_task', 'retry_task']);

/** Rule A3: a fresh credential of the same identity on the open connection. */
async function renew(session: Session, command: Extract<Command, { type: 'authenticate' }>, { auth }: CommandDeps): Promise<void> {
  const { token, request_id } = command;
  const actor = await auth.authenticate(session.actor.kind === 'viewer' ? { share_token: token } : { authorization: `Bearer ${token}` });
  if (!isSame(actor, session.actor)) throw new Failure('forbidden', { message: 'That credential belongs to someone else.' });
  session.actor = actor;
  session.send({
    type: 'authenticated',
    ...(request_id === undefined ? {} : { request_id }),
    ...(actor.expires_at === null ? {} : { expires_at: new Date(actor.expires_at).toISOString() }),
  });
}

/** Another link to the same task is the same viewer. */
function isSame(one: Actor, other: Actor): boolean {
  if (one.kind === 'viewer' && other.kind === 'viewer') return one.task_id === other.task_id;
  return one.identity === other.identity;
}

function userOf(actor: Actor): UserActor {
  if (actor.kind !== 'user') throw new Failure('forbidden');
  return actor;
}

/** A viewer learns nothing of tasks beside its own (rule A4). */
function writerOf(actor: Actor, task_id: string): UserActor {
  if (actor.kind === 'viewer' && actor.task_id !== task_id) throw new Failure('task_not_found');
  return userOf(actor);
}
