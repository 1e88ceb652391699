import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { Db } from '#lib/db/client.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { UserActor } from './actor.ts';

/** Who owns everything in local mode, and tokens made before anybody signed up. Nobody can sign in as this one. */
export const OWNER_EMAIL = 'admin@localhost';

/** One person, one spelling: letters' case and Unicode forms do not make two accounts. */
export const zEmail = z.string().max(254).transform((text) => text.normalize('NFKC').trim().toLowerCase()).pipe(z.email());

export type User = { id: string; email: string; role: UserActor['role'] };
type Row = { id: string; email: string; role: string };

export function toUser(row: Row): User {
  return { id: row.id, email: row.email, role: row.role === 'admin' ? 'admin' : 'member' };
}

/** The owner of local mode, made where missing. */
export async function ensureOwner(db: Db, clock: Clock): Promise<User> {
  const row = { id: uuid(), email: OWNER_EMAIL, role: 'admin', created_at: new Date(clock.now()) };
  return toUser(await db.user.upsert({ where: { email: OWNER_EMAIL }, create: row, update: {} }));
}

/** The administrator who came first, or null. */
export async function firstAdmin(db: Db): Promise<User | null> {
  const row = await db.user.findFirst({ where: { role: 'admin' }, orderBy: [{ created_at: 'asc' }, { id: 'asc' }] });
  return row && toUser(row);
}

export async function userByEmail(db: Db, email: string): Promise<User | null> {
  const row = await db.user.findUnique({ where: { email: email.normalize('NFKC').trim().toLowerCase() } });
  return row && toUser(row);
}
