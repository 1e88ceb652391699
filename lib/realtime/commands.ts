import type { Actor, UserActor } from '#lib/auth/actor.ts';
import type { Authenticator } from '#lib/auth/authenticate.ts';
import { log } from '#lib/platform/log.ts';
import type { Command } from '#lib/protocol/commands.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import type { TaskService } from '#lib/tasks/task-service.ts';
import type { Done } from './in-order.ts';
import type { Session } from './session.ts';

export type CommandDeps = {
  tasks: Pick<TaskService, 'submit' | 'cancel' | 'retry'>;
  auth: Pick<Authenticator, 'authenticate'>;
  /** Counts a command against its identity's limit (rule L1). @throws Failure `rate_limited` */
  charge(actor: Actor, kind: 'change' | 'call'): void;
};

/** Carries out one command, at once where it can; a failure is answered and changes nothing else (rule X2). Never throws. */
export function carryOut(session: Session, command: Command, deps: CommandDeps): Done {
  try {
    return perform(session, command, deps)?.catch((thrown: unknown) => answerFailure(session, thrown, command));
  } catch (thrown) {
    return answerFailure(session, thrown, command);
  }
}

/** Rule X2: what failed, as an `error` that finds its asker. */
export function answerFailure(session: Session, thrown: unknown, about: { request_id?: string | undefined; task_id?: string | undefined }): void {
  const { code, message, retry_after } = asFailure(thrown);
  if (code === 'internal') log.error({ err: thrown }, 'a command failed');
  session.send({
    type: 'error', code, message,
    ...echoOf(about),
    ...(about.task_id === undefined ? {} : { task_id: about.task_id }),
    ...(retry_after === undefined ? {} : { retry_after }),
  });
  if (code === 'rate_limited') session.limited();
}

/** What lets an answer find its asker (rule X2). */
function echoOf({ request_id }: { request_id?: string | undefined }): { request_id?: string } {
  return request_id === undefined ? {} : { request_id };
}

function perform(session: Session, command: Command, deps: CommandDeps): Done {
  const echo = echoOf(command);
  if (!FREE.has(command.type)) deps.charge(session.actor, CHANGES.has(command.type) ? 'change' : 'call');
  switch (command.type) {
    case 'ping':
      return session.send({ type: 'pong', ...echo, ...(command.id === undefined ? {} : { id: command.id }) });
    case 'subscribe_task':
      return session.tasks.subscribe(command.task_id, command);
    case 'unsubscribe_task':
      session.tasks.unsubscribe(command.task_id);
      return session.send({ type: 'unsubscribed', ...echo, task_id: command.task_id });
    case 'start_analysis':
      return start(session, command, deps);
    case 'cancel_task':
    case 'retry_task':
      return change(session, command, deps);
    case 'painted':
      return session.painted(command.task_id, command.seq);
    case 'authenticate':
      return renew(session, command, deps);
  }
}

async function start(session: Session, command: Extract<Command, { type: 'start_analysis' }>, { tasks }: CommandDeps): Promise<void> {
  const { url, options, idempotency_key } = command;
  session.tasks.requireRoom();
  const { view } = await tasks.submit(userOf(session.actor), { url, ...(options && { options }), ...(idempotency_key && { idempotency_key }) });
  session.send({ type: 'task_started', ...echoOf(command), task_id: view.id, url: view.url });
  return session.tasks.subscribe(view.id, {});
}

async function change(session: Session, command: Extract<Command, { type: 'cancel_task' | 'retry_task' }>, { tasks }: CommandDeps): Promise<void> {
  const { type, task_id } = command;
  const writer = writerOf(session.actor, task_id);
  await (type === 'cancel_task' ? tasks.cancel(writer, task_id) : tasks.retry(writer, task_id));
  session.send({ type: 'accepted', ...echoOf(command), task_id });
}

const FREE = new Set<Command['type']>(['ping', 'painted']);
const CHANGES = new Set<Command['type']>(['start_analysis', 'cancel_task', 'retry_task']);

/** Rule A3: a fresh credential of the same identity on the open connection. */
async function renew(session: Session, command: Extract<Command, { type: 'authenticate' }>, { auth }: CommandDeps): Promise<void> {
  const { token } = command;
  const actor = await auth.authenticate(session.actor.kind === 'viewer' ? { share_token: token } : { authorization: `Bearer ${token}` });
  if (!isSame(actor, session.actor)) throw new Failure('forbidden', { message: 'That credential belongs to someone else.' });
  session.actor = actor;
  session.send({
    type: 'authenticated',
    ...echoOf(command),
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
