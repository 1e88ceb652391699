import { v7 as uuid } from 'uuid';
import type { Actor, UserActor } from '#lib/auth/actor.ts';
import type { Db } from '#lib/db/client.ts';
import { transact } from '#lib/db/transact.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { noSuchFile, uploadUrl, zUploadKind, type UploadKind, type UploadView } from '#lib/protocol/uploads.ts';
import { FIRST_LOOK_BYTES, isHopeful, kindOfFile, type StoredFile } from './file-kind.ts';
import { requireShare, requireSpace, roomFailure, type UploadLimits } from './limits.ts';
import type { Storage } from './storage.ts';
import { soleWriter } from './writers.ts';

export type UploadDeps = { db: Db; clock: Clock; storage: Storage; limits: UploadLimits };
export type NewUpload = { filename: string; size: number; modified_at: Date | null };
/** A file of which all is there. */
export type WholeUpload = { id: string; url: string; filename: string; size: number; kind: UploadKind; content_type: string };

/** Files that people send. One that the actor may not see is `not_found`, as one that does not exist. */
export type Uploads = {
  /** @throws Failure `too_large`, `rate_limited` */
  create(actor: UserActor, wish: NewUpload): Promise<UploadView>;
  view(actor: UserActor, id: string): Promise<UploadView>;
  /** Files on their way, newest first. */
  unfinished(actor: UserActor): Promise<UploadView[]>;
  /** @throws Failure `conflict` where the file does not end at `offset`, `too_large` beyond its size, `not_media` */
  append(actor: UserActor, id: string, part: { offset: number; body: ReadableStream<Uint8Array> }): Promise<UploadView>;
  /** @throws Failure `conflict` where a task is made of it */
  remove(actor: UserActor, id: string): Promise<void>;
  /** @throws Failure `conflict` where it is not whole yet */
  whole(actor: UserActor, id: string): Promise<WholeUpload>;
  /** For its owner, and for who holds a link to a task that is made of it. */
  readable(actor: Actor, id: string): Promise<WholeUpload>;
  /** Lets a file go that no task is made of any more. */
  release(id: string): Promise<void>;
};

/** A file that nobody goes on sending, or makes a task of, goes after this. */
export const UNUSED_MS = 24 * 3_600_000;

type Row = { id: string; owner_id: string; filename: string; size: bigint; modified_at: Date | null; kind: string | null; content_type: string | null; created_at: Date };

export function createUploads(deps: UploadDeps): Uploads {
  const { db, storage } = deps;
  return {
    create: (actor, wish) => createUpload(deps, actor, wish),
    view: async (actor, id) => viewOf(deps, await own(deps, actor, id)),
    async unfinished(actor) {
      const rows = await db.upload.findMany({ where: { owner_id: actor.user_id, kind: null }, orderBy: { id: 'desc' }, take: 20 });
      return (await Promise.all(rows.map((row) => viewOf(deps, row)))).filter(({ offset }) => offset > 0);
    },
    append: async (actor, id, part) => append(deps, await own(deps, actor, id), part),
    async remove(actor, id) {
      await own(deps, actor, id);
      // One statement asks and deletes: a task may be made of it at this moment.
      const { count } = await db.upload.deleteMany({ where: { id, tasks: { none: {} } } });
      if (count === 0) throw new Failure('conflict', { message: 'A task is made of this file.', hint: 'Delete the task; the file goes with it.' });
      await storage.remove(id);
    },
    whole: async (actor, id) => wholeOf(deps, await own(deps, actor, id)),
    async readable(actor, id) {
      if (actor.kind === 'user') return wholeOf(deps, await own(deps, actor, id));
      const row = await db.upload.findFirst({ where: { id, tasks: { some: { id: actor.task_id } } } });
      return wholeOf(deps, row ?? missing());
    },
    async release(id) {
      const { count } = await db.upload.deleteMany({ where: { id, tasks: { none: {} } } });
      if (count > 0) await storage.remove(id);
    },
  };
}

async function createUpload(deps: UploadDeps, actor: UserActor, { filename, size, modified_at }: NewUpload): Promise<UploadView> {
  await requireSpace(deps.storage, deps.limits, size);
  const [id, owner_id] = [uuid(), actor.user_id];
  const row = await transact(deps.db, async (tx) => {
    await requireShare(tx, deps.limits, { owner_id, size });
    return tx.upload.create({ data: { id, owner_id, filename, size: BigInt(size), modified_at, created_at: new Date(deps.clock.now()) } });
  });
  try {
    await deps.storage.create(id);
  } catch (thrown) {
    await forget(deps, id);
    throw thrown;
  }
  return viewOf(deps, row);
}

/** What a broken connection leaves is kept; the sender asks how far it came. */
async function append(deps: UploadDeps, row: Row, { offset, body }: { offset: number; body: ReadableStream<Uint8Array> }): Promise<UploadView> {
  const end = Number(row.size);
  const { size, beyond } = await soleWriter(row.id, async (signal) => {
    const { size: length } = (await deps.storage.facts(row.id)) ?? missing();
    if (length !== offset) throw new Failure('conflict', { message: `The file goes on at byte ${length}, not at ${offset}.`, hint: 'Ask with HEAD where it goes on.' });
    return deps.storage.write(row.id, body, { offset, end, signal }).catch((thrown: unknown) => { throw roomFailure(thrown); });
  });
  if (beyond) throw new Failure('too_large', { message: 'More was sent than the file has by its own word.', hint: 'Send the file again from the start.' });
  const firstLook = Math.min(FIRST_LOOK_BYTES, end - 1);
  if (size < end && offset < firstLook && size >= firstLook && !(await looked(deps, row, isHopeful))) await refuse(deps, row.id);
  return viewOf(deps, size === end ? await finish(deps, row) : row);
}

/** Says what a file is once all of it has come. @throws Failure `not_media`, and the file is gone */
async function finish(deps: UploadDeps, row: Row): Promise<Row> {
  if (row.kind !== null) return row;
  const found = await looked(deps, row, kindOfFile);
  if (found === null) return refuse(deps, row.id);
  // It may have been discarded while it was looked at.
  const { count } = await deps.db.upload.updateMany({ where: { id: row.id }, data: found });
  return count === 0 ? missing() : { ...row, ...found };
}

/** @throws Failure `too_large` for what takes too much to read, as captions without end, and the file is gone */
async function looked<T>(deps: UploadDeps, { id, owner_id, size }: Row, look: (storage: Storage, file: StoredFile) => Promise<T>): Promise<T> {
  try {
    return await look(deps.storage, { id, owner_id, size: Number(size) });
  } catch (thrown) {
    if (asFailure(thrown).code === 'too_large') await forget(deps, id);
    throw thrown;
  }
}

async function refuse(deps: UploadDeps, id: string): Promise<never> {
  await forget(deps, id);
  throw new Failure('not_media', {
    message: 'That file is no video, sound, captions or plain text that can be read.',
    hint: 'Send MP4, WebM, MKV, MOV, MP3, M4A, WAV, OGG or FLAC, captions as SRT or WebVTT, or a transcript as plain text.',
  });
}

async function forget({ db, storage }: UploadDeps, id: string): Promise<void> {
  await db.upload.deleteMany({ where: { id } });
  await storage.remove(id);
}

async function own({ db }: UploadDeps, actor: UserActor, id: string): Promise<Row> {
  return (await db.upload.findFirst({ where: { id, owner_id: actor.user_id } })) ?? missing();
}

async function wholeOf(deps: UploadDeps, row: Row): Promise<WholeUpload> {
  const { size } = (await deps.storage.facts(row.id)) ?? missing();
  if (size < Number(row.size)) throw new Failure('conflict', { message: 'That file has not arrived in full yet.', hint: 'Send the rest of it first.' });
  // The process may have ended between the last byte and the look at it.
  const { kind, content_type } = await finish(deps, row);
  return { id: row.id, url: uploadUrl(row.id, row.filename), filename: row.filename, size, kind: zUploadKind.parse(kind), content_type: content_type ?? 'application/octet-stream' };
}

async function viewOf({ storage, clock }: UploadDeps, row: Row): Promise<UploadView> {
  const facts = (await storage.facts(row.id)) ?? { size: 0, changed_at: clock.now() };
  return {
    id: row.id, url: uploadUrl(row.id, row.filename), filename: row.filename, size: Number(row.size), offset: facts.size,
    modified_at: row.modified_at?.toISOString() ?? null, kind: row.kind === null ? null : zUploadKind.parse(row.kind),
    created_at: row.created_at.toISOString(), expires_at: new Date(facts.changed_at + UNUSED_MS).toISOString(),
  };
}

function missing(): never {
  throw noSuchFile();
}
