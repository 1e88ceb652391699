import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '#lib/platform/log.ts';
import { adapterFor } from './adapter.ts';
import { createClient, type Db } from './client.ts';
import { applyMigrations } from './migrate.ts';
import { providerOf } from './schema.ts';

/**
 * Opens a database and brings it up to date.
 * @param url `file:/path` or `postgresql://…`
 * @throws Error with one clear line where it cannot be opened or migrated.
 */
export async function openDatabase({ url, log }: { url: string; log: Log }): Promise<Db> {
  const provider = providerOf(url);
  try {
    if (provider === 'sqlite') await ensureDir(path.dirname(path.resolve(url.slice('file:'.length))));
    const applied = await applyMigrations(provider, adapterFor(url));
    if (applied.length > 0) log.info({ applied }, 'database migrated');
    const db = createClient(url);
    await db.$connect();
    return db;
  } catch (error) {
    throw new Error(`Cannot open the database ${withoutPassword(url)}: ${firstLine(error)}`, { cause: error });
  }
}

export async function closeDatabase(db: Db): Promise<void> {
  await db.$disconnect();
}

/** Node's own recursive `mkdir` never returns where a parent cannot be made and says ENOENT, as in /proc. */
async function ensureDir(dir: string): Promise<void> {
  if (existsSync(dir)) return;
  await ensureDir(path.dirname(dir));
  await mkdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/([^:/@]*):[^@]*@/, '//$1:***@');
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').find((line) => line.trim() !== '')?.trim() ?? 'unknown reason';
}
