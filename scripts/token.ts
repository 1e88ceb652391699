// `npm run token -- create NAME [--user EMAIL] | list | revoke NAME`: API tokens, also while the server runs.
import { parseArgs } from 'node:util';
import { createToken, listTokens, revokeTokens } from '#lib/auth/tokens.ts';
import { ensureOwner, firstAdmin, userByEmail } from '#lib/auth/users.ts';
import type { Db } from '#lib/db/client.ts';
import { closeDatabase, openDatabase } from '#lib/db/open.ts';
import { systemClock } from '#lib/platform/clock.ts';
import { parseEnv } from '#lib/platform/env.ts';
import { log } from '#lib/platform/log.ts';

const USAGE = 'Usage: npm run token -- create NAME [--user EMAIL] | list | revoke NAME';
const MAX_NAME = 100;

async function create(db: Db, name: string, email: string | undefined): Promise<string> {
  const owner = email === undefined ? ((await firstAdmin(db)) ?? (await ensureOwner(db, systemClock))) : await userByEmail(db, email);
  if (!owner) throw new Error(`There is no user ${email}.`);
  return createToken({ db, clock: systemClock }, { user_id: owner.id, name });
}

async function list(db: Db): Promise<string> {
  const rows = (await listTokens(db)).map((token) => [token.id, token.name, token.owner, `made ${token.created_at.toISOString()}`, token.last_used_at ? `used ${token.last_used_at.toISOString()}` : 'never used'].join('\t'));
  return rows.join('\n') || 'There are no tokens.';
}

async function revoke(db: Db, name: string): Promise<string> {
  const count = await revokeTokens(db, name);
  if (count === 0) throw new Error(`There is no token ${name}.`);
  return count === 1 ? 'Revoked 1 token.' : `Revoked ${count} tokens.`;
}

async function main(args: string[]): Promise<string> {
  const { values, positionals } = parseArgs({ args, options: { user: { type: 'string' } }, allowPositionals: true });
  const [verb, name = ''] = positionals;
  const named = name.trim() !== '' && name.length <= MAX_NAME && positionals.length === 2;
  if (!(verb === 'list' && positionals.length === 1) && !((verb === 'create' || verb === 'revoke') && named)) throw new Error(USAGE);
  const env = parseEnv({ ...process.env, HOST: '127.0.0.1', AUTH_MODE: undefined, AUTH_SECRET: process.env.AUTH_SECRET ?? 'not needed for this' });
  log.level = 'warn';
  const db = await openDatabase({ url: env.DATABASE_URL, log });
  try {
    if (verb === 'list') return await list(db);
    return verb === 'create' ? await create(db, name.trim(), values.user) : await revoke(db, name.trim());
  } finally {
    await closeDatabase(db);
  }
}

try {
  process.stdout.write(`${await main(process.argv.slice(2))}\n`);
} catch (error) {
  process.stderr.write(`mindtube: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
