import type { Actor, UserActor } from '#lib/auth/actor.ts';
import type { Authenticator } from '#lib/auth/authenticate.ts';
import { log } from '#lib/platform/log.ts';
import { CLOSE } from '#lib/protocol/close-codes.ts';
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

/** Carries out one command; a failure is answered and changes nothing else (rule X2). */
export async function carryOut(session: Session, command: Command, deps: CommandDeps): Promise<void> {
  const { request_id } = command;
  try {
    await perform(session, command, deps);
  } catch (thrown) {
    const { code, message, retry_after } = asFailure(thrown);
    if (code === 'internal') log.error({ err: thrown, command: command.type }, 'command failed');
    session.send({
      type: 'error', code, message,
      ...(request_id === undefined ? {} : { request_id }),
      ...('task_id' in command ? { task_id: command.task_id } : {}),
      ...(retry_after === undefined ? {} : { retry_after }),
    });
  }
}

async function perform(session: Session, command: Command, deps: CommandDeps): Promise<void> {
  const echo = command.request_id === undefined ? {} : { request_id: command.request_id };
  if (command.type !== 'ping') deps.charge(session.actor, CHANGES.has(command.type) ? 'change' : 'call');
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
      const { view } = await deps.tasks.submit(userOf(session.actor), { url, ...(options && { options }), ...(idempotency_key && { idempotency_key }) });
      session.send({ type: 'task_started', ...echo, task_id: view.id, url: view.url });
      return session.subscribe(view.id);
    }
    case 'cancel_task':
      await deps.tasks.cancel(writerOf(session.actor, command.task_id), command.task_id);
      return session.send({ type: 'accepted', ...echo, task_id: command.task_id });
    case 'retry_task':
      await deps.tasks.retry(writerOf(session.actor, command.task_id), command.task_id);
      return session.send({ type: 'accepted', ...echo, task_id: command.task_id });
    case 'authenticate':
      return renew(session, command.token, deps);
  }
}

const CHANGES = new Set<Command['type']>(['start_analysis', 'cancel_task', 'retry_task']);

/** Rule A3: a fresh credential of the same identity on the open connection; another one ends it. */
async function renew(session: Session, token: string, { auth }: CommandDeps): Promise<void> {
  const credentials = session.actor.kind === 'viewer' ? { share_token: token } : { authorization: `Bearer ${token}` };
  const actor = await auth.authenticate(credentials);
  const same = actor.kind === 'viewer' ? session.actor.kind === 'viewer' && actor.task_id === session.actor.task_id : actor.identity === session.actor.identity;
  if (!same) return session.close(CLOSE.forbidden);
  session.actor = actor;
  session.warnedOfExpiry = false;
  session.send({ type: 'authenticated', ...(actor.expires_at === null ? {} : { expires_at: new Date(actor.expires_at).toISOString() }) });
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
