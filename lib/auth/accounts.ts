import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { Db, Queryable } from '#lib/db/client.ts';
import { transactSerially, transactUnique } from '#lib/db/transact.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { RateLimiter } from '#lib/platform/rate-limit.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { toUser, zEmail, type User } from './users.ts';

/** `POST /api/v1/accounts`. The upper bound only keeps the hash from being fed a book. */
export const zNewAccount = z.object({
  email: zEmail,
  password: z.string().min(8, 'must have at least 8 characters').max(1024),
});
export type NewAccount = z.infer<typeof zNewAccount>;

/** What an account shows of itself. */
export const zAccount = z.object({ id: z.string(), email: z.string(), role: z.enum(['admin', 'member']) });

const zAttempt = z.object({ email: zEmail, password: z.string().min(1).max(1024) });

const MINUTE = 60_000;
const PER_ADDRESS = 60;
const PER_EMAIL = 10;
const PER_EMAIL_AND_HOUR = 50;

export type Accounts = {
  /** @throws Failure `conflict` where the address has an account, `rate_limited`. */
  signUp(account: NewAccount, address: string): Promise<User>;
  /** @returns null where e-mail or password is wrong. @throws Failure `rate_limited`. */
  signIn(attempt: unknown, address: string): Promise<User | null>;
};

type Deps = { db: Db; clock: Clock; limiter: RateLimiter };

export function createAccounts({ db, clock, limiter }: Deps): Accounts {
  const charge = (key: string, limit: number, window = MINUTE) => {
    const charged = limiter.charge(key, limit, window);
    if (!charged.ok) throw new Failure('rate_limited', { retry_after: charged.retry_after });
  };
  return {
    async signUp({ email, password }, address) {
      charge(`sign-up:${address}`, PER_ADDRESS);
      const password_hash = await hashPassword(password);
      // Of two who are first at once only one runs the place.
      const transaction = await isNew(db) ? transactSerially : transactUnique;
      return transaction(db, async (tx) => {
        if (await tx.user.findUnique({ where: { email } })) throw taken();
        const first = await isNew(tx);
        const row = { id: uuid(), email, password_hash, role: first ? 'admin' : 'member', created_at: new Date(clock.now()) };
        return toUser(await tx.user.create({ data: row }));
      });
    },
    async signIn(attempt, address) {
      charge(`sign-in:${address}`, PER_ADDRESS);
      const parsed = zAttempt.safeParse(attempt);
      if (!parsed.success) return null;
      const { email, password } = parsed.data;
      charge(`sign-in:${email}`, PER_EMAIL);
      charge(`sign-in-hour:${email}`, PER_EMAIL_AND_HOUR, 60 * MINUTE);
      const row = await db.user.findUnique({ where: { email } });
      const matches = await verifyPassword(row?.password_hash ?? null, password);
      return row && matches ? toUser(row) : null;
    },
  };
}

/** The owner of local mode has no password and does not count: the first person who signs up runs the place. */
async function isNew(db: Queryable): Promise<boolean> {
  return (await db.user.count({ where: { password_hash: { not: null } } })) === 0;
}

function taken(): Failure {
  return new Failure('conflict', { message: 'There is an account with this e-mail already.', hint: 'Sign in instead.' });
}
