import { v7 as uuid } from 'uuid';
import type { Db } from '#lib/db/client.ts';
import type { Clock } from '#lib/platform/clock.ts';

/** How long a sign-in lasts without being used. Seconds. */
export const SESSION_SECONDS = 30 * 86_400;

/** The row behind a session cookie: without it the cookie opens nothing. */
export type Session = { id: string; expires_at: number };

export type Sessions = {
  start(user_id: string): Promise<Session>;
  /** Lengthens a session in the second half of its life. @returns false where it is over. */
  touch(id: string): Promise<boolean>;
  end(id: string): Promise<void>;
};

/** @param revoked is told of each session that ends before its time. */
export function createSessions({ db, clock, revoked }: { db: Db; clock: Clock; revoked: (credential_id: string) => void }): Sessions {
  const expiry = () => new Date(clock.now() + SESSION_SECONDS * 1000);
  return {
    async start(user_id) {
      const now = new Date(clock.now());
      await db.session.deleteMany({ where: { user_id, expires_at: { lte: now } } });
      const row = await db.session.create({ data: { id: uuid(), user_id, created_at: now, expires_at: expiry() } });
      return { id: row.id, expires_at: row.expires_at.getTime() };
    },
    async touch(id) {
      const row = await db.session.findUnique({ where: { id } });
      const left = (row?.expires_at.getTime() ?? 0) - clock.now();
      if (left <= 0) return false;
      if (left < SESSION_SECONDS * 500) await db.session.updateMany({ where: { id }, data: { expires_at: expiry() } });
      return true;
    },
    async end(id) {
      await db.session.deleteMany({ where: { id } });
      revoked(id);
    },
  };
}
