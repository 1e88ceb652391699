import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type pg from 'pg';

/** Postgres's one-byte `"char"`, which its catalogues are full of, and `text`. */
const CHAR_OID = 18;
const TEXT_OID = 25;

/**
 * Prisma's adapter refuses the type `"char"`, so the schema engine cannot read what a shadow
 * database holds; there its columns are given out as text. The adapter itself is used as it is.
 */
export function postgresAdapter(connectionString: string): SqlMigrationAwareDriverAdapterFactory {
  const inner = new PrismaPg({ connectionString });
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    connect: () => inner.connect(),
    async connectToShadowDb() {
      const connection = await inner.connectToShadowDb();
      charAsText(connection.underlyingDriver());
      return connection;
    },
  };
}

function charAsText(pool: pg.Pool): void {
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryArrayResult>;
  const translated = async (...args: unknown[]) => {
    const result = await query(...args);
    for (const field of result.fields ?? []) if (field.dataTypeID === CHAR_OID) field.dataTypeID = TEXT_OID;
    return result;
  };
  pool.query = translated as unknown as pg.Pool['query'];
}
