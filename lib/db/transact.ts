import type { Prisma } from './generated/sqlite/client.ts';
import type { Db } from './client.ts';

export type Transaction = Prisma.TransactionClient;

const ATTEMPTS = 5;
/** P1008 and P2028: the database was busy, or no transaction could be had in time. P2034: a conflict or deadlock. */
const BUSY = new Set(['P1008', 'P2028', 'P2034']);
/** P2002: another transaction took the unique key. P2003: another one deleted the row that was to be referred to. */
const OVERTAKEN = new Set(['P2002', 'P2003']);

/** Runs `work` in one transaction, again where the database was busy; so `work` touches nothing else. */
export async function transact<T>(db: Db, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return again((error) => BUSY.has(codeOf(error)), () => db.$transaction(work));
}

/**
 * As `transact`, again also where another transaction took the same unique key first, or deleted what `work` refers to;
 * `work` then finds it, or finds it gone.
 */
export async function transactUnique<T>(db: Db, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return again((error) => OVERTAKEN.has(codeOf(error)), () => transact(db, work));
}

/**
 * As `transactUnique`, with an outcome as if no other transaction had run meanwhile: for what depends on rows that are not there
 * yet, which nothing can lock. Many at once get in each other's way, so it is for what is rare.
 */
export async function transactSerially<T>(db: Db, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const worthIt = (error: unknown) => BUSY.has(codeOf(error)) || OVERTAKEN.has(codeOf(error));
  return again(worthIt, () => db.$transaction(work, { isolationLevel: 'Serializable' }));
}

/**
 * Whoever counts what a person has before adding to it does so one after the other: Postgres lets transactions run
 * side by side, and two would each see room for one.
 */
export async function lockPerson(tx: Transaction, user_id: string): Promise<void> {
  await tx.user.updateMany({ where: { id: user_id }, data: { id: user_id } });
}

async function again<T>(worthIt: (error: unknown) => boolean, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= ATTEMPTS || !worthIt(error)) throw error;
      const { promise, resolve } = Promise.withResolvers<void>();
      setTimeout(resolve, Math.random() * 20 * 2 ** attempt);
      await promise;
    }
  }
}

function codeOf(error: unknown): string {
  // A conflict that shows only at the commit comes in the words of the adapter.
  if (error instanceof Error && error.message === 'TransactionWriteConflict') return 'P2034';
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
