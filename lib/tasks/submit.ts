import { createHash } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import type { UserActor } from '#lib/auth/actor.ts';
import { lockPerson, transactUnique, type Transaction } from '#lib/db/transact.ts';
import { isoNow } from '#lib/platform/clock.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { zTaskOptions, type TaskOptions } from '#lib/protocol/options.ts';
import { blankView } from '#lib/protocol/task-view.ts';
import { isUpload } from '#lib/protocol/uploads.ts';
import { appendIn, type Appended, type LogDeps } from './event-log.ts';
import { countAhead } from './task-repo.ts';
import { workFor } from './work-repo.ts';

const KEY_LIFE_MS = 24 * 3_600_000;
/** Seconds after which a place in the queue may be free again. */
const QUEUE_RETRY_S = 30;

export type SubmitDeps = LogDeps & {
  /** Whether the actor may have a task of this address. @throws Failure */
  vetUrl(actor: UserActor, text: string): Promise<Vetted>;
  /** Tasks of one owner that may wait at a time; null: no limit. */
  limits: { queued: number | null };
};
/** An address in the form it is kept in, and the person's own file that it names. */
export type Vetted = { url: string; upload_id: string | null };
export type SubmitInput = { url: string; options?: TaskOptions | undefined; idempotency_key?: string | undefined };

type Request = Vetted & { actor: UserActor; options: TaskOptions; hash: string; key: string | undefined };
type Submitted = { id: string; appended: Appended | null };

/** @returns the task's id, and whether it is new (rule X4). @throws Failure of the URL, `conflict`, `rate_limited`. */
export async function submitTask(deps: SubmitDeps, actor: UserActor, input: SubmitInput): Promise<{ id: string; created: boolean }> {
  const options = zTaskOptions.parse(input.options ?? {});
  const vetted = await deps.vetUrl(actor, input.url);
  // Captions that are a file here are read without asking whose they are, so it is asked now.
  if (isUpload(options.captions)) await deps.vetUrl(actor, options.captions);
  const request: Request = { actor, ...vetted, options, hash: requestHash(vetted.url, options), key: input.idempotency_key };
  const { id, appended } = await transactUnique(deps.db, (tx) => submitIn(tx, deps, request));
  if (appended === null) return { id, created: false };
  deps.bell.ring({ kind: 'milestone', event: appended.milestone });
  deps.bell.ring({ kind: 'queue' });
  return { id, created: true };
}

async function submitIn(tx: Transaction, deps: SubmitDeps, request: Request): Promise<Submitted> {
  const known = await taskOfKey(tx, deps, request);
  if (known !== null) return { id: known, appended: null };
  await requireRoom(tx, request.actor.user_id, deps.limits.queued);
  const now = new Date(deps.clock.now());
  const id = uuid();
  const position = (await countAhead(tx)) + 1;
  const work_id = await workFor(tx, request.hash, now);
  const { url, upload_id, actor } = request;
  await tx.task.create({
    data: {
      id, owner_id: actor.user_id, work_id, url, upload_id, options: JSON.stringify(request.options), status: 'queued',
      view: JSON.stringify(blankView(id, isoNow(deps.clock))), created_at: now, queued_at: now,
    },
    select: { id: true },
  });
  const appended = await appendIn(tx, deps.clock, { task_id: id }, { draft: { type: 'task_queued', url, position } });
  if (request.key !== undefined) await rememberKey(tx, { ...request, key: request.key }, { id, expires_at: new Date(deps.clock.now() + KEY_LIFE_MS) });
  return { id, appended };
}

async function taskOfKey(tx: Transaction, { clock }: SubmitDeps, { actor, key, hash }: Request): Promise<string | null> {
  if (key === undefined) return null;
  const identity_key = { identity: actor.identity, key };
  const row = await tx.idempotencyKey.findUnique({ where: { identity_key } });
  if (row === null) return null;
  if (row.expires_at.getTime() <= clock.now()) {
    await tx.idempotencyKey.delete({ where: { identity_key } });
    return null;
  }
  if (row.request_hash === hash) return row.task_id;
  throw new Failure('conflict', {
    message: 'This idempotency key was used for another submission.',
    hint: 'Send the same URL and options again, or use a new key.',
  });
}

async function rememberKey(tx: Transaction, request: Request & { key: string }, { id, expires_at }: { id: string; expires_at: Date }): Promise<void> {
  const { actor, key, hash } = request;
  await tx.idempotencyKey.create({ data: { identity: actor.identity, key, task_id: id, request_hash: hash, expires_at } });
}

/** @throws Failure `rate_limited` where the owner has as many tasks waiting as allowed (rule L1). */
export async function requireRoom(tx: Transaction, owner_id: string, limit: number | null): Promise<void> {
  if (limit === null) return;
  await lockPerson(tx, owner_id);
  const waiting = await tx.task.count({ where: { owner_id, status: 'queued' } });
  if (waiting >= limit) throw new Failure('rate_limited', { retry_after: QUEUE_RETRY_S, message: `No more than ${limit} of your tasks may wait at a time.` });
}

function requestHash(url: string, options: TaskOptions): string {
  return createHash('sha256').update(JSON.stringify([url, canonical(options)])).digest('hex');
}

/** The same value whatever the order of keys. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).filter(([, item]) => item !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, canonical(item)]);
}
