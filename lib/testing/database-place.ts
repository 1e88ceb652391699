import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';

/** Where an empty database is, and the way to be rid of it. */
export type Place = { url: string; remove(): Promise<void> };

/** On the server of DATABASE_URL where that names Postgres, else an SQLite file. */
export async function freshPlace(): Promise<Place> {
  const server = process.env.DATABASE_URL;
  return server?.startsWith('postgres') ? freshPostgres(server) : freshSqlite();
}

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
