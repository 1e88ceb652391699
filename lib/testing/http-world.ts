import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Db } from '#lib/db/client.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { parseEnv } from '#lib/platform/env.ts';
import { startRuntime } from '#lib/runtime.ts';
import { createServices, type Services } from '#lib/services.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import type { Bell } from '#lib/tasks/bell.ts';
import { freshDatabase } from './test-db.ts';

/**
 * The real runtime on a real port and database, without Next: of what Next would answer it knows a task's view.
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
  const runtime = startRuntime(services, { rest: (request, response) => answerRest(services, request, response) });
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

async function answerRest({ auth, tasks }: Services, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = /^\/api\/v1\/tasks\/([^/?]+)$/.exec(request.url ?? '')?.[1];
  if (id === undefined) return void response.writeHead(404).end();
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(await tasks.view(await auth.authenticate({}), id)));
}

async function listening(server: Server): Promise<URL> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}
