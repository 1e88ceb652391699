import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bindMigrationAwareSqlAdapterFactory, type SqlDriverAdapter, type SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';

/**
 * Runs `work` with Prisma's schema engine as WebAssembly, over a driver adapter: it needs no download,
 * which the CLI's native engine does. The module is instantiated by hand because not every loader
 * that runs this file can import `.wasm`.
 * @param schema the text of a Prisma schema; it tells the engine the provider.
 */
export async function withEngine<T>(factory: SqlMigrationAwareDriverAdapterFactory, schema: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  await (loading ??= load());
  const { tracked, closeAll } = track(factory);
  try {
    const bound = bindMigrationAwareSqlAdapterFactory(tracked);
    const engine = await glue.SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => {}, bound);
    return await work(engine).finally(() => engine.free());
  } finally {
    await closeAll();
  }
}

/** The engine never closes what it opens, and an open connection keeps its lock on the database. */
function track(factory: SqlMigrationAwareDriverAdapterFactory) {
  const open: SqlDriverAdapter[] = [];
  const kept = async (connecting: Promise<SqlDriverAdapter>) => {
    const connection = await connecting;
    open.push(connection);
    return connection;
  };
  const tracked: SqlMigrationAwareDriverAdapterFactory = {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: () => kept(factory.connect()),
    connectToShadowDb: () => kept(factory.connectToShadowDb()),
  };
  const closeAll = async () => void (await Promise.all(open.map((connection) => connection.dispose().catch(() => {}))));
  return { tracked, closeAll };
}

let loading: Promise<void> | undefined;

async function load(): Promise<void> {
  const home = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const bytes = await readFile(path.join(home, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports });
  (glue as unknown as { __wbg_set_wasm(exports: WebAssembly.Exports): void }).__wbg_set_wasm(instance.exports);
  (instance.exports as unknown as { __wbindgen_start(): void }).__wbindgen_start();
}
