import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Db } from '#lib/db/client.ts';
import { openDatabase } from '#lib/db/open.ts';
import type { Env } from '#lib/platform/env.ts';
import { log } from '#lib/platform/log.ts';
import type { Bell } from '#lib/tasks/bell.ts';
import { localBell } from '#lib/tasks/bell-local.ts';

/** What one process has once, whatever copies of our modules it loads (law 3). */
export type Resources = { env: Env; db: Db; bell: Bell; auth_secret: string };

const KEY = Symbol.for('mindtube.resources');
const store = globalThis as unknown as Record<symbol, Resources | undefined>;

/** Opens them for this process. @throws Error with one clear line where that cannot be done. */
export async function openResources(env: Env): Promise<Resources> {
  const auth_secret = env.AUTH_SECRET ?? (await keptSecret(env.DATA_DIR));
  const db = await openDatabase({ url: env.DATABASE_URL, log });
  const opened = { env, db, bell: localBell(), auth_secret };
  store[KEY] = opened;
  return opened;
}

/** @throws Error before `openResources` is done. */
export function resources(): Resources {
  const opened = store[KEY];
  if (!opened) throw new Error('The resources of this process are not open.');
  return opened;
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
