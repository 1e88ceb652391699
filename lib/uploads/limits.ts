import { lockPerson, type Transaction } from '#lib/db/transact.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { Storage } from './storage.ts';

export type UploadLimits = {
  /** Of one file. */
  max_bytes: number;
  /** Of all files of one person, those on their way counted in full; null: no limit. */
  owner_bytes: number | null;
  /** Files of one person that may be on their way at a time; null: no limit. */
  unfinished: number | null;
};

/** Left free for the database and the rest of the machine. Bytes. */
const SPARE_BYTES = 256 * 1024 * 1024;
const RETRY_S = 60;

/** @throws Failure `too_large` where no file of this size is taken, whoever sends it */
export async function requireSpace(storage: Pick<Storage, 'room'>, limits: UploadLimits, size: number): Promise<void> {
  if (size > limits.max_bytes) {
    throw new Failure('too_large', { message: `That file is larger than the ${inWords(limits.max_bytes)} that are taken here.`, hint: 'Send its sound alone, a smaller version, or its captions; the operator can raise UPLOAD_MAX_BYTES.' });
  }
  if ((await storage.room()) < size + SPARE_BYTES) throw noRoom();
}

/** What is left of the disk went to others while the file was on its way. */
export function roomFailure(thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
  return code === 'ENOSPC' || code === 'EDQUOT' ? noRoom(thrown) : thrown;
}

function noRoom(cause?: unknown): Failure {
  return new Failure('too_large', { message: 'This server has no room for that file at the moment.', hint: 'Send its captions or its sound alone, or tell the operator that the disk is full.', cause });
}

/** @throws Failure `rate_limited`, `too_large` where the person has as many files, or bytes, as allowed (rule L1) */
export async function requireShare(tx: Transaction, limits: UploadLimits, { owner_id, size }: { owner_id: string; size: number }): Promise<void> {
  if (limits.unfinished === null && limits.owner_bytes === null) return;
  await lockPerson(tx, owner_id);
  if (limits.unfinished !== null && (await tx.upload.count({ where: { owner_id, kind: null } })) >= limits.unfinished) {
    throw new Failure('rate_limited', { message: `No more than ${limits.unfinished} of your files may be on their way at a time.`, hint: 'Finish or discard one of them first.', retry_after: RETRY_S });
  }
  const { _sum } = await tx.upload.aggregate({ where: { owner_id }, _sum: { size: true } });
  if (limits.owner_bytes !== null && Number(_sum.size ?? 0) + size > limits.owner_bytes) {
    throw new Failure('too_large', { message: `With that file, yours would take more than the ${inWords(limits.owner_bytes)} that each person has here.`, hint: 'Delete a task that is made of an uploaded file first.' });
  }
}

function inWords(bytes: number): string {
  const units = [[1024 ** 3, 'GiB'], [1024 ** 2, 'MiB'], [1024, 'KiB']] as const;
  const [unit, name] = units.find(([size]) => bytes >= size) ?? [1, 'bytes'];
  return `${Math.round((bytes / unit) * 10) / 10} ${name}`;
}
