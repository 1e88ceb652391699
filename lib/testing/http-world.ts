import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Db } from '#lib/db/client.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { parseEnv } from '#lib/platform/env.ts';
import { startRuntime } from '#lib/runtime.ts';
import { createServices } from '#lib/services.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import type { Bell } from '#lib/tasks/bell.ts';
import { freshDatabase } from './test-db.ts';

/**
 * The real runtime on a real port and database, without Next: what Next would answer is 404.
 * Tasks are not run; tests append to their logs.
 * @param clock of the gateway; without it time is real
 */
export async function httpWorld(env: Record<string, string> = {}, clock?: Clock) {
  const database = await freshDatabase();
  const bell = localBell();
  const node = await httpNode({ db: database.db, bell, ...(clock && { clock }) }, env);
  return {
    ...node,
    async close() {
      await node.close();
      await database.close();
    },
  };
}

/** One server among others on a database. */
export async function httpNode({ db, bell, clock }: { db: Db; bell: Bell; clock?: Clock }, env: Record<string, string> = {}) {
  const parsed = parseEnv({ NODE_ENV: 'test', ROLE: 'web', AUTH_SECRET: 'a-secret-for-tests-only', ...env });
  const services = { ...createServices({ env: parsed, db, bell, auth_secret: 'a-secret-for-tests-only' }), ...(clock && { clock }) };
  const runtime = startRuntime(services, { rest: async (_request, response) => void response.writeHead(404).end() });
  const server = createServer((request, response) => runtime.http(request, response));
  runtime.attach(server);
  const url = await listening(server);
  return {
    services, runtime, server, bell, db, url,
    async close() {
      await runtime.drain();
      await runtime.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listening(server: Server): Promise<URL> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}
