// The real runtime and gateway without Next, on a temporary database; a tick goes the way that the worker's goes.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { openDatabase } from '#lib/db/open.ts';
import { parseEnv } from '#lib/platform/env.ts';
import { log } from '#lib/platform/log.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import type { UserActor } from '#lib/auth/actor.ts';
import { startRuntime } from '#lib/runtime.ts';
import { createServices } from '#lib/services.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import { emitUnpaced, payload, trackSockets } from './emitter.ts';

const dir = mkdtempSync(path.join(os.tmpdir(), 'mindtube-bench-'));
process.once('SIGTERM', () => {
  rmSync(dir, { recursive: true, force: true });
  process.exit(0);
});
const bell = localBell();
const db = await openDatabase({ url: `file:${path.join(dir, 'bench.db')}`, log });
const services = createServices({ env: parseEnv({ DATA_DIR: dir, ROLE: 'web' }), db, bell, auth_secret: 'a-secret-for-the-bench' });
const runtime = startRuntime(services, { rest: async (_request, response) => void response.writeHead(404).end() });
const owner = (await services.auth.authenticate({})) as UserActor;
const { view: { id } } = await services.tasks.submit(owner, { url: SAMPLE_URL });

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname !== '/emit') return runtime.http(request, response);
  const cpu = process.cpuUsage();
  const elapsed_ms = await emitUnpaced(Number(url.searchParams.get('count')), sockets, (index) =>
    bell.ring({ kind: 'tick', task_id: id, attempt: 1, draft: { type: 'progress_update', stage: 'resolve', progress: 0.5, overall: 0.5, message: payload(index), elapsed_time: 1 } }));
  const { user, system } = process.cpuUsage(cpu);
  response.end(JSON.stringify({ elapsed_ms, cpu_ms: (user + system) / 1000 }));
});
const sockets = trackSockets(server);
runtime.attach(server);
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ ...(server.address() as object), task_id: id })));
