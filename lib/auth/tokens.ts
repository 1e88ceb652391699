import { v7 as uuid } from 'uuid';
import type { Db } from '#lib/db/client.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { hashSecret, newSecret } from './secrets.ts';

/** Says at a glance, in a leaked log for instance, what it is. */
const PREFIX = 'mt_';

export type ApiToken = { id: string; name: string; owner: string; created_at: Date; last_used_at: Date | null };

/** A new API token of a user. It is shown this once; only its hash is kept. */
export async function createToken({ db, clock }: { db: Db; clock: Clock }, owner: { user_id: string; name: string }): Promise<string> {
  const token = newSecret(PREFIX);
  await db.apiToken.create({ data: { id: uuid(), ...owner, token_hash: hashSecret(token), created_at: new Date(clock.now()) } });
  return token;
}

/** All API tokens, oldest first. */
export async function listTokens(db: Db): Promise<ApiToken[]> {
  const rows = await db.apiToken.findMany({ include: { user: true }, orderBy: [{ created_at: 'asc' }, { id: 'asc' }] });
  return rows.map(({ id, name, user, created_at, last_used_at }) => ({ id, name, owner: user.email, created_at, last_used_at }));
}

/** Ends the tokens of that name or id. @returns how many there were. */
export async function revokeTokens(db: Db, nameOrId: string): Promise<number> {
  const { count } = await db.apiToken.deleteMany({ where: { OR: [{ id: nameOrId }, { name: nameOrId }] } });
  return count;
}
