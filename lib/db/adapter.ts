import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { postgresAdapter } from './postgres-adapter.ts';
import { providerOf } from './schema.ts';
import { sqliteAdapter } from './sqlite-adapter.ts';

/** The driver adapter for a database URL. */
export function adapterFor(url: string): SqlMigrationAwareDriverAdapterFactory {
  return providerOf(url) === 'sqlite' ? sqliteAdapter(url) : postgresAdapter(url);
}
