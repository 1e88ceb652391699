import { createHash } from 'node:crypto';
import type { Db } from '#lib/db/client.ts';
import type { PartStore } from '#lib/platform/part-store.ts';

/** The pieces of one work, as rows that go with it when its last task is deleted. */
export function workParts(db: Db, work_id: string): PartStore {
  const hashed = (key: readonly unknown[]) => createHash('sha256').update(JSON.stringify(key)).digest('base64url');
  return {
    async load(key) {
      const row = await db.workPart.findUnique({ where: { work_id_key: { work_id, key: hashed(key) } }, select: { value: true } });
      return row === null ? undefined : (JSON.parse(row.value) as unknown);
    },
    async save(key, value) {
      const data = { value: JSON.stringify(value), created_at: new Date() };
      const id = { work_id, key: hashed(key) };
      await db.workPart.upsert({ where: { work_id_key: id }, create: { ...id, ...data }, update: data, select: { key: true } });
    },
  };
}
