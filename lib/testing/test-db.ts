import { closeDatabase, openDatabase } from '#lib/db/open.ts';
import type { Db } from '#lib/db/client.ts';
import { log } from '#lib/platform/log.ts';
import { freshPlace } from './database-place.ts';

export type TestDb = {
  db: Db;
  url: string;
  /** A second client on the same database, as another process would have. */
  another(): Promise<Db>;
  /** Closes every client and removes the database. */
  close(): Promise<void>;
};

/** A fresh, migrated database: on the server of DATABASE_URL where that names Postgres, else an SQLite file. */
export async function freshDatabase(): Promise<TestDb> {
  const place = await freshPlace();
  const clients: Db[] = [];
  const another = async () => {
    const db = await openDatabase({ url: place.url, log });
    clients.push(db);
    return db;
  };
  const db = await another();
  const close = async () => {
    await Promise.all(clients.map(closeDatabase));
    await place.remove();
  };
  return { db, url: place.url, another, close };
}
