import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { DiffTarget, MigrationDirectory, MigrationList } from '@prisma/schema-engine-wasm';
import { withEngine } from './engine.ts';
import { migrationsDir, schemaText, type Provider } from './schema.ts';

const FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Applies the migrations that a database lacks and records them in `_prisma_migrations`.
 * @returns their names. @throws what the engine says where one cannot be applied.
 */
export async function applyMigrations(provider: Provider, factory: SqlMigrationAwareDriverAdapterFactory): Promise<string[]> {
  const migrationsList = await migrationList(provider);
  return withEngine(factory, await schemaText(provider), async (engine) => {
    const done = await engine.applyMigrations({ migrationsList, filters: FILTERS });
    return done.appliedMigrationNames;
  });
}

/** The SQL that would bring a database with all migrations to the schema; a comment alone where they agree. */
export async function pendingSql(provider: Provider, factory: SqlMigrationAwareDriverAdapterFactory): Promise<string> {
  const schema = await schemaText(provider);
  const list = await migrationList(provider);
  // Replaying no migration at all would still need a shadow database.
  const from: DiffTarget = list.migrationDirectories.length === 0 ? { tag: 'empty' } : { tag: 'migrations', ...list };
  const to: DiffTarget = { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] };
  return withEngine(factory, schema, async (engine) => {
    const diff = await engine.diff({ from, to, script: true, exitCode: true, filters: FILTERS });
    return diff.stdout ?? '';
  });
}

async function migrationList(provider: Provider): Promise<MigrationList> {
  const baseDir = migrationsDir(provider);
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).toSorted();
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: `provider = "${provider === 'sqlite' ? 'sqlite' : 'postgresql'}"\n` },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.map((name) => readMigration(baseDir, name))),
  };
}

async function readMigration(baseDir: string, name: string): Promise<MigrationDirectory> {
  const value = await readFile(path.join(baseDir, name, 'migration.sql'), 'utf8');
  return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
}
