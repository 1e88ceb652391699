import os from 'node:os';
import path from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { log } from '#lib/platform/log.ts';
import { freshDatabase } from '#lib/testing/test-db.ts';
import { adapterFor } from './adapter.ts';
import { applyMigrations, pendingSql } from './migrate.ts';
import { closeDatabase, openDatabase } from './open.ts';
import { providerOf } from './schema.ts';
import { transact, transactUnique } from './transact.ts';

const EMPTY = '-- This is an empty migration.';

describe('the database', () => {
  it('is what the schema says once all SQLite migrations are applied', async () => {
    expect((await pendingSql('sqlite', adapterFor('file::memory:'))).trim()).toBe(EMPTY);
  });

  if (process.env.DATABASE_URL?.startsWith('postgres')) {
    it('is what the schema says once all Postgres migrations are applied', async () => {
      const database = await freshDatabase();
      // The engine replays the migrations in this very database, so it must be empty.
      await database.db.$executeRawUnsafe('DROP SCHEMA public CASCADE');
      await database.db.$executeRawUnsafe('CREATE SCHEMA public');
      expect((await pendingSql('postgres', adapterFor(database.url))).trim()).toBe(EMPTY);
      await database.close();
    });
  }

  it('is migrated once', async () => {
    const database = await freshDatabase();
    expect(await applyMigrations(providerOf(database.url), adapterFor(database.url))).toEqual([]);
    await database.close();
  });

  it('that cannot be opened is one clear line, without the password', async () => {
    const url = 'postgresql://someone:secret@127.0.0.1:1/none';
    const failure = await openDatabase({ url, log }).catch((error: Error) => error.message);
    expect(failure).toMatch(/^Cannot open the database postgresql:\/\/someone:\*\*\*@127\.0\.0\.1:1\/none: [^\n]+$/);
  });

  it('in a directory that cannot be made is one clear line', async () => {
    const url = `file:${path.join(process.execPath, 'data', 'x.db')}`;
    await expect(openDatabase({ url, log })).rejects.toThrow(/^Cannot open the database file:[^\n]+$/);
  });

  it('is made where there is none, in WAL mode with foreign keys', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'mindtube-open-'));
    const db = await openDatabase({ url: `file:${path.join(dir, 'a', 'b', 'x.db')}`, log });
    expect(await db.$queryRawUnsafe('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await db.$queryRawUnsafe('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1n }]);
    await closeDatabase(db);
    await rm(dir, { recursive: true });
  });

  it('keeps a plain write that is made while a transaction is open and then rolled back', async () => {
    const { db, close } = await freshDatabase();
    const user = (id: string) => ({ id, email: id, created_at: new Date() });
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const rolledBack = transact(db, async (tx) => {
      await tx.user.create({ data: user('inside') });
      open();
      await new Promise(setImmediate);
      throw new Error('rolled back');
    });
    await opened;
    await Promise.all([db.user.create({ data: user('beside') }), expect(rolledBack).rejects.toThrow('rolled back')]);
    expect((await db.user.findMany()).map(({ id }) => id)).toEqual(['beside']);
    await close();
  });

  it('runs a transaction again where it was busy, another took the key or deleted the row, and no other one', async () => {
    const { db, close } = await freshDatabase();
    const failing = (code: string, times: number) => {
      let runs = 0;
      return async () => {
        runs += 1;
        if (runs <= times) throw Object.assign(new Error(code), { code });
        return runs;
      };
    };
    expect(await transact(db, failing('P1008', 2))).toBe(3);
    expect(await transactUnique(db, failing('P2002', 1))).toBe(2);
    expect(await transactUnique(db, failing('P2003', 1))).toBe(2);
    await expect(transact(db, failing('P2002', 1))).rejects.toMatchObject({ code: 'P2002' });
    await expect(transact(db, failing('P2034', 9))).rejects.toMatchObject({ code: 'P2034' });
    await close();
  });
});
