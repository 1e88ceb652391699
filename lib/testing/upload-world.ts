import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import * as share from '../../app/api/v1/tasks/[id]/share/route.ts';
import * as task from '../../app/api/v1/tasks/[id]/route.ts';
import * as attach from '../../app/api/v1/tasks/[id]/upload/route.ts';
import * as tasks from '../../app/api/v1/tasks/route.ts';
import * as upload from '../../app/api/v1/uploads/[id]/route.ts';
import * as uploads from '../../app/api/v1/uploads/route.ts';
import type { Db } from '#lib/db/client.ts';
import { parseEnv } from '#lib/platform/env.ts';
import { zTaskView, type TaskView } from '#lib/protocol/task-view.ts';
import { zUploadView, type UploadView } from '#lib/protocol/uploads.ts';
import { provideResources } from '#lib/resources.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import { createStorage, type Storage } from '#lib/uploads/storage.ts';
import { httpNode } from './http-world.ts';
import { smallMedia } from './make-media.ts';
import type { As } from './route-calls.ts';
import { RouteServer } from './route-server.ts';
import { freshDatabase, type TestDb } from './test-db.ts';

/** The largest file that is taken, bytes. */
export const MAX = 4_000_000;
export const SRT = '1\n00:00:01,000 --> 00:00:03,000\nBridges carry weight.\n\n2\n00:00:03,000 --> 00:00:06,000\nThey stand for long.\n';
export const encoded = (text: string): string => Buffer.from(text).toString('base64');

const ROUTES = {
  '/api/v1/uploads': uploads, '/api/v1/uploads/[id]': upload,
  '/api/v1/tasks': tasks, '/api/v1/tasks/[id]': task, '/api/v1/tasks/[id]/upload': attach, '/api/v1/tasks/[id]/share': share,
};

type Node = Awaited<ReturnType<typeof httpNode>>;

/**
 * The calls for people's files on a port and a database of their own, from before the tests of a file until after them.
 * @param settings beside those of a local server
 */
export function uploadWorld(settings: Record<string, string> = {}) {
  const bell = localBell();
  let database: TestDb;
  let directory = '';
  let talk: Buffer;
  let server: RouteServer;
  /** Films are answered by a server of ours: Next takes the length from every answer. */
  let films: Node;

  beforeAll(async () => {
    [database, directory, talk] = await Promise.all([freshDatabase(), mkdtemp(path.join(tmpdir(), 'mindtube-uploads-')), smallMedia('mp4').then((file) => readFile(file))]);
    const env = { DATA_DIR: directory, UPLOAD_MAX_BYTES: String(MAX), ...settings };
    provideResources({ env: parseEnv(env), db: database.db, bell, auth_secret: 'a secret of the test, long enough' });
    films = await httpNode({ db: database.db, bell }, env);
    server = await RouteServer.listen(ROUTES);
  });
  afterAll(async () => {
    await server.close();
    await films.close();
    await database.close();
    await rm(directory, { recursive: true, force: true });
  });
  beforeEach(() => {
    server.intercept = () => false;
  });

  const call = (method: string, at: string, { as = {}, ...init }: RequestInit & { as?: As } = {}) =>
    fetch(`${server.url}/api/v1${at}`, { method, ...init, headers: { ...as, ...(init.headers as As) } });
  const begin = (size: number, filename = 'talk.mp4', as: As = {}) => call('POST', '/uploads', { as, headers: { 'upload-length': String(size), 'upload-metadata': `filename ${encoded(filename)}` } });
  const begun = async (size: number, filename?: string, as?: As): Promise<UploadView> => zUploadView.parse(await (await begin(size, filename, as)).json());
  // oxlint-disable-next-line max-params -- a piece of a file, and who sends it
  const send = (id: string, offset: number, body: Uint8Array, as: As = {}) => call('PATCH', `/uploads/${id}`, { as, body: body as BodyInit, headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) } });
  const submit = (url: string, as: As = {}) => call('POST', '/tasks', { as, body: JSON.stringify({ url }) });

  return {
    bell, call, begin, begun, send, submit,
    get db(): Db { return database.db; },
    get server(): RouteServer { return server; },
    /** A small film. */
    get talk(): Buffer { return talk; },
    get folder(): string { return path.join(directory, 'uploads'); },
    get storage(): Storage { return createStorage(path.join(directory, 'uploads')); },
    /** Names of what lies on the disk. */
    files: () => readdir(path.join(directory, 'uploads')),
    /** A file that has come whole. @returns its id */
    async sent(body: Uint8Array | string, filename?: string, as?: As): Promise<string> {
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      const { id } = await begun(bytes.byteLength, filename, as);
      expect((await send(id, 0, bytes, as)).status).toBe(204);
      return id;
    },
    viewOf: async (id: string, as: As = {}): Promise<UploadView> => zUploadView.parse(await (await call('GET', `/uploads/${id}`, { as })).json()),
    submitted: async (url: string, as: As = {}): Promise<TaskView> => zTaskView.parse(await (await submit(url, as)).json()),
    /** The bytes of a file. @param token of a shared link */
    play: (id: string, init: RequestInit = {}, token?: string) => fetch(new URL(`/api/v1/uploads/${id}/media${token === undefined ? '' : `?token=${token}`}`, films.url), init),
  };
}
