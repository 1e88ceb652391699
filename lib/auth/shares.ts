import { v7 as uuid } from 'uuid';
import type { Db } from '#lib/db/client.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { authorizeWrite, type UserActor } from './actor.ts';
import { hashSecret, newSecret } from './secrets.ts';

export type NewShare = { token: string; expires_at: Date | null };

export type Shares = {
  /** A link that reads one task. Its token is shown this once. @param expires_in seconds. @throws Failure `task_not_found` */
  create(actor: UserActor, task_id: string, expires_in?: number): Promise<NewShare>;
  /** Ends every link of the task; its viewers are closed (rule A5). @throws Failure `task_not_found` */
  revokeAll(actor: UserActor, task_id: string): Promise<void>;
};

/** @param revoked is told of each link that ends before its time. */
export function createShares({ db, clock, revoked }: { db: Db; clock: Clock; revoked: (credential_id: string) => void }): Shares {
  const own = async (actor: UserActor, id: string) => {
    const task = authorizeWrite(actor, await db.task.findUnique({ where: { id }, select: { id: true, owner_id: true } }));
    if (!task) throw new Failure('task_not_found');
    return task;
  };
  return {
    async create(actor, task_id, expires_in) {
      const task = await own(actor, task_id);
      const token = newSecret();
      const now = clock.now();
      const expires_at = expires_in === undefined ? null : new Date(now + expires_in * 1000);
      await db.shareLink.create({ data: { id: uuid(), task_id: task.id, token_hash: hashSecret(token), created_at: new Date(now), expires_at } });
      return { token, expires_at };
    },
    async revokeAll(actor, task_id) {
      const task = await own(actor, task_id);
      const links = await db.shareLink.findMany({ where: { task_id: task.id }, select: { id: true } });
      await db.shareLink.deleteMany({ where: { id: { in: links.map((link) => link.id) } } });
      for (const { id } of links) revoked(id);
    },
  };
}
