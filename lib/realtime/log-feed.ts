import type { Db } from '#lib/db/client.ts';
import { readAfter } from '#lib/tasks/event-log.ts';
import { readLive } from '#lib/tasks/task-repo.ts';
import type { Feed } from './feed.ts';

/** Ids asked for in one query: databases bound the parameters of a statement. */
const BATCH = 500;

/** The log of the database. */
export function logFeed(db: Db): Feed {
  return {
    readLive: (id) => readLive(db, id),
    readAfter: (id, after, limit) => readAfter(db, id, after, limit),
    async heads(ids) {
      const heads = new Map<string, number>();
      for (let index = 0; index < ids.length; index += BATCH) {
        const rows = await db.task.findMany({ where: { id: { in: ids.slice(index, index + BATCH) } }, select: { id: true, seq: true } });
        for (const { id, seq } of rows) heads.set(id, seq);
      }
      return heads;
    },
  };
}
