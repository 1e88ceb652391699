import { afterAll, beforeAll } from 'vitest';
import * as tasks from '../../app/api/v1/tasks/route.ts';
import type { Db } from '#lib/db/client.ts';
import { systemClock } from '#lib/platform/clock.ts';
import { parseEnv } from '#lib/platform/env.ts';
import type { MilestoneDraft } from '#lib/protocol/events.ts';
import { zTaskView, type TaskView } from '#lib/protocol/task-view.ts';
import { provideResources } from '#lib/resources.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import { append } from '#lib/tasks/event-log.ts';
import type { As } from './route-calls.ts';
import { freshDatabase, type TestDb } from './test-db.ts';

type Route = Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', (request: Request, context: { params: Promise<Record<string, string> | undefined> }) => Promise<Response>>;
type Ask = { id?: string; body?: BodyInit | object; headers?: As; query?: string };

export const SECRET = 'a secret of the test, long enough';
export const VIDEO = 'https://media.example.org/talk.mp4';

/** Calls a route as Next does. */
export function ask(route: Route, method: keyof Route, { id, body, headers, query = '' }: Ask = {}): Promise<Response> {
  const payload = body === undefined || typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream ? body : JSON.stringify(body);
  const request = new Request(`http://127.0.0.1:3000/api/v1/x${query}`, { method, body: payload as BodyInit, headers: { host: '127.0.0.1:3000', ...headers } });
  // There are no parameters where the path has none.
  return route[method](request, { params: Promise.resolve(id === undefined ? undefined : { id }) });
}


export const viewOf = async (response: Response): Promise<TaskView> => zTaskView.parse(await response.json());
export const submit = async (url: string, headers: As = {}) => viewOf(await ask(tasks, 'POST', { body: { url }, headers }));

/**
 * The resources of the routes on a database of their own, from before the tests of a file until after them.
 * @param settings beside those of a local server
 */
export function apiWorld(settings: Record<string, string> = {}) {
  const bell = localBell();
  let database: TestDb;
  /** Says by which settings the next calls are answered. */
  const serve = (more: Record<string, string> = {}) => provideResources({ env: parseEnv({ DATA_DIR: 'unused', ...settings, ...more }), db: database.db, bell, auth_secret: SECRET });
  beforeAll(async () => {
    database = await freshDatabase();
    serve();
  });
  afterAll(() => database.close());
  return {
    bell, serve,
    get db(): Db { return database.db; },
    /** Writes into a task's log what its run would have. */
    log: (task_id: string, draft: MilestoneDraft) => append({ db: database.db, bell, clock: systemClock }, { task_id }, { draft }),
  };
}
