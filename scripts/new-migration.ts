/**
 * node scripts/new-migration.ts NAME
 * Writes the migration from what prisma/migrations say to what prisma/schema.prisma says, for each
 * provider whose migrations lag. Replaying Postgres migrations needs SHADOW_DATABASE_URL, an empty database.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { adapterFor } from '../lib/db/adapter.ts';
import { pendingSql } from '../lib/db/migrate.ts';
import { migrationsDir, type Provider } from '../lib/db/schema.ts';

const name = process.argv[2] ?? 'change';
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const scratch = await mkdtemp(path.join(os.tmpdir(), 'mindtube-migration-'));
const urls: Record<Provider, string> = {
  sqlite: `file:${path.join(scratch, 'empty.db')}`,
  postgres: process.env.SHADOW_DATABASE_URL ?? 'postgresql://localhost/shadow',
};

async function writeMigration(provider: Provider): Promise<void> {
  await mkdir(migrationsDir(provider), { recursive: true });
  const sql = await pendingSql(provider, adapterFor(urls[provider]));
  if (!/^[A-Z]/m.test(sql)) return;
  const dir = path.join(migrationsDir(provider), `${stamp}_${name}`);
  await mkdir(dir);
  await writeFile(path.join(dir, 'migration.sql'), sql);
  console.log(path.relative(process.cwd(), dir));
}

try {
  for (const provider of ['sqlite', 'postgres'] as const) await writeMigration(provider);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
