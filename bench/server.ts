// `node bench/server.ts`: the real runtime and gateway without Next, on PORT, with a temporary database, in local mode,
// without limits, and with what exists only here: `POST /emit` (emission.ts), and tasks that run as soon as they are named.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { UserActor } from '#lib/auth/actor.ts';
import { openDatabase } from '#lib/db/open.ts';
import { parseEnv } from '#lib/platform/env.ts';
import { log } from '#lib/platform/log.ts';
import { endOnSignal } from '#lib/platform/shutdown.ts';
import { logFeed } from '#lib/realtime/log-feed.ts';
import { startRuntime } from '#lib/runtime.ts';
import { createServices } from '#lib/services.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import { append } from '#lib/tasks/event-log.ts';
import { answerEmit, OpenSockets, type Send } from './emission.ts';
import { RunningTasks } from './running-tasks.ts';

const { PORT = '0', LISTEN = '127.0.0.1', RECONNECT_RATE, LOG_LEVEL = 'warn', BENCH_DIR } = process.env;
log.level = LOG_LEVEL;
// BENCH_DIR: a database that outlives this process, for benches that start it again.
const dir = BENCH_DIR ?? mkdtempSync(path.join(os.tmpdir(), 'mindtube-bench-'));
const env = parseEnv({ PORT, DATA_DIR: dir, ROLE: 'web', AUTH_MODE: 'local', RECONNECT_RATE });
const bell = localBell();
const db = await openDatabase({ url: env.DATABASE_URL, log });
const services = createServices({ env, db, bell, auth_secret: 'a-secret-for-the-bench' });
const tasks = new RunningTasks(services, (await services.auth.authenticate({})) as UserActor);
const runtime = startRuntime(services, { rest: async (_request, response) => void response.writeHead(404).end() }, tasks.over(logFeed(db)));

/** The way of the worker's: a milestone into the log, a tick to the bell. */
const send: Send = (task_id, text, { kind, stage }) => {
  if (kind === 'milestone') return appended(task_id, () => append({ db, bell, clock: services.clock }, { task_id }, { draft: { type: 'stage_skipped', stage, reason: text } }));
  bell.ring({ kind: 'tick', task_id, attempt: 1, draft: { type: 'progress_update', stage, progress: 0.5, overall: 0.5, message: text, elapsed_time: 1 } });
};

/** One after the other within a task, side by side between tasks, as workers do. */
const last = new Map<string, Promise<unknown>>();
function appended(task_id: string, write: () => Promise<unknown>): Promise<void> {
  const written = (last.get(task_id) ?? tasks.ensure(task_id)).then(write);
  last.set(task_id, written);
  return written.then(() => undefined);
}

const server = createServer((request, response) => {
  if (request.method !== 'POST' || request.url !== '/emit') return runtime.http(request, response);
  answerEmit(request, response, { send, sockets, prepare: (ids) => Promise.all(ids.map((id) => tasks.ensure(id))) }).catch((error: unknown) => {
    log.error({ err: error }, 'an emission failed');
    response.destroy();
  });
});
const sockets = new OpenSockets(server);
runtime.attach(server);
endOnSignal([
  { name: 'connections', run: () => runtime.drain() },
  { name: 'runtime', run: () => runtime.stop() },
  { name: 'folder', run: () => (BENCH_DIR === undefined ? rmSync(dir, { recursive: true, force: true }) : undefined) },
], 12_000);
server.listen(env.PORT, LISTEN, () => {
  const address = server.address();
  console.log(`bench server on port ${typeof address === 'object' ? address?.port : env.PORT}`);
});
