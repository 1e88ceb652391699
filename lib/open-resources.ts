import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openDatabase } from '#lib/db/open.ts';
import type { Env } from '#lib/platform/env.ts';
import { readers } from '#lib/isolation/readers.ts';
import { log } from '#lib/platform/log.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import { postgresBell } from '#lib/tasks/bell-postgres.ts';
import { redisBell } from '#lib/tasks/bell-redis.ts';
import type { Bell } from '#lib/tasks/bell.ts';
import { provideResources, type Resources } from './resources.ts';

/**
 * Opens what this process has once. It stands apart from resources.ts, which routes import:
 * what only opens (the migration engine, the database drivers) is kept out of Next's bundles.
 * @throws Error with one clear line where that cannot be done.
 */
export async function openResources(env: Env): Promise<Resources> {
  const auth_secret = env.AUTH_SECRET ?? (await keptSecret(env.DATA_DIR));
  const db = await openDatabase({ url: env.DATABASE_URL, log });
  const opened = { env, db, bell: bellOf(env), auth_secret };
  provideResources(opened);
  // Made here, since Next's copy of the module would not know where the process' file lies.
  readers();
  return opened;
}

/** Heard by every node of the database, or of Redis where that is set up. */
function bellOf({ REDIS_URL, DATABASE, DATABASE_URL }: Env): Bell {
  if (REDIS_URL !== undefined) return redisBell(REDIS_URL);
  return DATABASE === 'postgres' ? postgresBell(DATABASE_URL) : localBell();
}

/** The secret made on first start and kept for the owner's eyes only. */
async function keptSecret(dir: string): Promise<string> {
  const file = path.join(dir, 'auth-secret');
  await mkdir(dir, { recursive: true });
  // `wx` lets the first of two processes win; both then read what it wrote.
  await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw new Error(`Cannot keep a secret in ${file}: ${error.message}`, { cause: error });
  });
  return (await readFile(file, 'utf8')).trim();
}
