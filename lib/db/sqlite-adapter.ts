import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory, SqlQuery, Transaction } from '@prisma/driver-adapter-utils';
import { createLock } from '#lib/platform/lock.ts';

const PRAGMAS = 'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;';
const statement = (sql: string): SqlQuery => ({ sql, args: [], argTypes: [] });

/**
 * Prisma's adapter for better-sqlite3 has one connection and lets a plain query run on it while a
 * transaction is open, so that the query becomes part of the transaction and is lost with its
 * rollback. Here such a query waits. Transactions begin IMMEDIATE: one that starts by reading
 * would otherwise fail, and not wait, where another process writes in between.
 */
export function sqliteAdapter(url: string): SqlMigrationAwareDriverAdapterFactory {
  const inner = new PrismaBetterSqlite3({ url });
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    async connect() {
      const connection = await inner.connect();
      await connection.executeScript(PRAGMAS);
      return serialised(connection);
    },
    connectToShadowDb: async () => scripted(await inner.connectToShadowDb()),
  };
}

/** The schema engine replays whole migrations by `executeRaw`, and better-sqlite3 prepares one statement at a time. */
function scripted(connection: SqlDriverAdapter): SqlDriverAdapter {
  const { executeScript } = connection;
  connection.executeRaw = async (query) => {
    await executeScript.call(connection, query.sql);
    return 0;
  };
  return connection;
}

function serialised(connection: SqlDriverAdapter): SqlDriverAdapter {
  const lock = createLock();
  return {
    provider: connection.provider,
    adapterName: connection.adapterName,
    queryRaw: (query) => lock.run(() => connection.queryRaw(query)),
    executeRaw: (query) => lock.run(() => connection.executeRaw(query)),
    executeScript: (script) => lock.run(() => connection.executeScript(script)),
    dispose: () => connection.dispose(),
    async startTransaction() {
      const release = await lock.acquire();
      try {
        await connection.executeRaw(statement('BEGIN IMMEDIATE'));
        return transactionOn(connection, release);
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

/** Prisma sends COMMIT and ROLLBACK itself, then calls the method of that name. */
function transactionOn(connection: SqlDriverAdapter, release: () => void): Transaction {
  const run = async (sql: string) => void (await connection.executeRaw(statement(sql)));
  const end = async () => release();
  return {
    provider: connection.provider,
    adapterName: connection.adapterName,
    options: { usePhantomQuery: false },
    queryRaw: (query) => connection.queryRaw(query),
    executeRaw: (query) => connection.executeRaw(query),
    commit: end,
    rollback: end,
    createSavepoint: (name) => run(`SAVEPOINT ${name}`),
    rollbackToSavepoint: (name) => run(`ROLLBACK TO ${name}`),
    releaseSavepoint: (name) => run(`RELEASE SAVEPOINT ${name}`),
  };
}
