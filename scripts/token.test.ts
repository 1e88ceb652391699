import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAuthenticator } from '#lib/auth/authenticate.ts';
import { closeDatabase, openDatabase } from '#lib/db/open.ts';
import { systemClock } from '#lib/platform/clock.ts';
import { log } from '#lib/platform/log.ts';

const run = promisify(execFile);

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'mindtube-token-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

type Ended = { code: number; stdout: string; stderr: string };

/** The script as npm runs it, on a data folder of this test. */
async function token(...args: string[]): Promise<Ended> {
  const env = { ...process.env, DATA_DIR: dir, DATABASE_URL: '' };
  const ended = await run(process.execPath, ['scripts/token.ts', ...args], { env }).catch((error: Ended) => error);
  return { stdout: ended.stdout, stderr: ended.stderr, code: 'code' in ended ? ended.code : 0 };
}

it('makes a token before the first start and while another process has the database open', async () => {
  const first = await token('create', 'laptop');
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^mt_[\w-]{43}\n$/) });
  const db = await openDatabase({ url: `file:${path.join(dir, 'mindtube.db')}`, log });
  try {
    await db.user.create({ data: { id: 'ada', email: 'ada@example.org', role: 'member', created_at: new Date() } });
    const { authenticate } = createAuthenticator({ db, mode: 'accounts', secret: 'unused', clock: systemClock });
    const owned = await token('create', 'phone', '--user', 'Ada@example.org');
    expect(await authenticate({ authorization: `Bearer ${owned.stdout.trim()}` })).toMatchObject({ user_id: 'ada' });
    expect(await authenticate({ authorization: `Bearer ${first.stdout.trim()}` })).toMatchObject({ role: 'admin' });
    const { stdout } = await token('list');
    expect(stdout.split('\n').map((line) => line.split('\t').slice(1, 3))).toEqual([['laptop', 'admin@localhost'], ['phone', 'ada@example.org'], []]);
    expect((await token('revoke', 'phone')).code).toBe(0);
    await expect(authenticate({ authorization: `Bearer ${owned.stdout.trim()}` })).rejects.toMatchObject({ code: 'unauthorized' });
  } finally {
    await closeDatabase(db);
  }
});

it.each([[[]], [['create']], [['create', ' ']], [['create', 'a', 'b']], [['drop', 'a']], [['create', 'x', '--user', 'nobody@example.org']], [['revoke', 'unknown']]])('%j is answered by one line and exit code 1', async (args) => {
  const { code, stdout, stderr } = await token(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^mindtube: .+\n$/);
});
