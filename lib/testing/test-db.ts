import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { closeDatabase, openDatabase } from '#lib/db/open.ts';
import type { Db } from '#lib/db/client.ts';
import { log } from '#lib/platform/log.ts';

export type TestDb = {
  db: Db;
  url: string;
  /** A second client on the same database, as another process would have. */
  another(): Promise<Db>;
  /** Closes every client and removes the database. */
  close(): Promise<void>;
};

/** A fresh, migrated database: on the server of DATABASE_URL where that names Postgres, else an SQLite file. */
export async function freshDatabase(): Promise<TestDb> {
  const server = process.env.DATABASE_URL;
  const place = server?.startsWith('postgres') ? await freshPostgres(server) : await freshSqlite();
  const clients: Db[] = [];
  const another = async () => {
    const db = await openDatabase({ url: place.url, log });
    clients.push(db);
    return db;
  };
  const db = await another();
  const close = async () => {
    await Promise.all(clients.map(closeDatabase));
    await place.remove();
  };
  return { db, url: place.url, another, close };
}

type Place = { url: string; remove(): Promise<void> };

async function freshSqlite(): Promise<Place> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'mindtube-db-'));
  return { url: `file:${path.join(dir, 'test.db')}`, remove: () => rm(dir, { recursive: true, force: true }) };
}

async function freshPostgres(server: string): Promise<Place> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  return { url: url.href, remove: () => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function onServer(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
