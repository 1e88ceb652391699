import { adapterFor } from './adapter.ts';
import { PrismaClient as PostgresClient } from './generated/postgres/client.ts';
import { PrismaClient as SqliteClient, type Prisma } from './generated/sqlite/client.ts';
import { providerOf } from './schema.ts';

/** The database client. Both providers have the same models, so one type serves for both. */
export type Db = SqliteClient;
/** A client or an open transaction. */
export type Queryable = Db | Prisma.TransactionClient;

/** Waits are long because a queue behind one writer is no fault. Milliseconds. */
const transactionOptions = { maxWait: 15_000, timeout: 15_000 };

export function createClient(url: string): Db {
  const options = { adapter: adapterFor(url), transactionOptions };
  return providerOf(url) === 'sqlite' ? new SqliteClient(options) : (new PostgresClient(options) as unknown as Db);
}
