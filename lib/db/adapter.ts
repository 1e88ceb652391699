import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { providerOf } from './schema.ts';
import { sqliteAdapter } from './sqlite-adapter.ts';

/** The driver adapter for a database URL. */
export function adapterFor(url: string): SqlMigrationAwareDriverAdapterFactory {
  return providerOf(url) === 'sqlite' ? sqliteAdapter(url) : new PrismaPg({ connectionString: url });
}
