import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Upload, type DetailedError, type UploadOptions } from 'tus-js-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UserActor } from '#lib/auth/actor.ts';
import { createToken } from '#lib/auth/tokens.ts';
import { systemClock } from '#lib/platform/clock.ts';
import { parseEnv } from '#lib/platform/env.ts';
import { log } from '#lib/platform/log.ts';
import { zProblem, zShareLink } from '#lib/protocol/http.ts';
import { zTaskView, type TaskView } from '#lib/protocol/task-view.ts';
import { uploadUrl, zUploadList, zUploadView, type UploadView } from '#lib/protocol/uploads.ts';
import { services } from '#lib/services.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import { append } from '#lib/tasks/event-log.ts';
import { httpNode } from '#lib/testing/http-world.ts';
import { smallMedia } from '#lib/testing/make-media.ts';
import { RouteServer } from '#lib/testing/route-server.ts';
import { freshDatabase, type TestDb } from '#lib/testing/test-db.ts';
import { createStorage } from '#lib/uploads/storage.ts';
import { createSweeper } from '#lib/uploads/sweep.ts';
import { createUploads } from '#lib/uploads/uploads.ts';
import * as attach from './v1/tasks/[id]/upload/route.ts';
import * as share from './v1/tasks/[id]/share/route.ts';
import * as task from './v1/tasks/[id]/route.ts';
import * as tasks from './v1/tasks/route.ts';
import * as upload from './v1/uploads/[id]/route.ts';
import * as uploads from './v1/uploads/route.ts';

const SECRET = 'a secret of the test, long enough';
const MAX = 4_000_000;
const SRT = '1\n00:00:01,000 --> 00:00:03,000\nBridges carry weight.\n\n2\n00:00:03,000 --> 00:00:06,000\nThey stand for long.\n';
const HOUR = 3_600_000;

let database: TestDb;
let directory = '';
let server: RouteServer;
let talk: Buffer;
type Node = Awaited<ReturnType<typeof httpNode>>;
let nodes: Node[] = [];
let films: Node | undefined;
const bell = localBell();

/** Says by which settings the next calls are answered; films are answered by a server of our own, one for each way of signing in. */
function settings(more: Record<string, string> = {}): void {
  const env = parseEnv({ DATA_DIR: directory, UPLOAD_MAX_BYTES: String(MAX), ...more });
  films = env.AUTH_MODE === 'accounts' ? nodes[1] : nodes[0];
  (globalThis as unknown as Record<symbol, unknown>)[Symbol.for('mindtube.resources')] = { env, db: database.db, bell, auth_secret: SECRET };
}

beforeAll(async () => {
  [database, directory, talk] = await Promise.all([freshDatabase(), mkdtemp(path.join(tmpdir(), 'mindtube-uploads-')), smallMedia('mp4').then((file) => readFile(file))]);
  nodes = await Promise.all(['local', 'accounts'].map((AUTH_MODE) => httpNode({ db: database.db, bell }, { DATA_DIR: directory, AUTH_MODE })));
  server = await RouteServer.listen({
    '/api/v1/uploads': uploads, '/api/v1/uploads/[id]': upload,
    '/api/v1/tasks': tasks, '/api/v1/tasks/[id]': task, '/api/v1/tasks/[id]/upload': attach, '/api/v1/tasks/[id]/share': share,
  });
});
afterAll(async () => {
  await server.close();
  for (const node of nodes) await node.close();
  await database.close();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(() => {
  settings();
  server.intercept = () => false;
});

type As = Record<string, string>;
const call = (method: string, at: string, { as = {}, ...init }: RequestInit & { as?: As } = {}) =>
  fetch(`${server.url}/api/v1${at}`, { method, ...init, headers: { ...as, ...(init.headers as As) } });
/** The bytes of a file. @param token of a shared link */
const play = (id: string, headers: As = {}, token?: string) => fetch(new URL(`/api/v1/uploads/${id}/media${token === undefined ? '' : `?token=${token}`}`, films?.url), { headers });
const encoded = (text: string) => Buffer.from(text).toString('base64');
const begin = (size: number, filename = 'talk.mp4', as: As = {}) => call('POST', '/uploads', { as, headers: { 'upload-length': String(size), 'upload-metadata': `filename ${encoded(filename)}` } });
const begun = async (size: number, filename?: string, as?: As): Promise<UploadView> => zUploadView.parse(await (await begin(size, filename, as)).json());
// oxlint-disable-next-line max-params -- a piece of a file, and who sends it
const send = (id: string, offset: number, body: Uint8Array, as: As = {}) => call('PATCH', `/uploads/${id}`, { as, body: body as BodyInit, headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) } });
const sent = async (body: Uint8Array | string, filename?: string, as?: As): Promise<string> => {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const { id } = await begun(bytes.byteLength, filename, as);
  expect((await send(id, 0, bytes, as)).status).toBe(204);
  return id;
};
const viewOf = async (id: string, as: As = {}): Promise<UploadView> => zUploadView.parse(await (await call('GET', `/uploads/${id}`, { as })).json());
const submit = (url: string, as: As = {}) => call('POST', '/tasks', { as, body: JSON.stringify({ url }) });
const submitted = async (url: string, as: As = {}): Promise<TaskView> => zTaskView.parse(await (await submit(url, as)).json());
const files = () => readdir(path.join(directory, 'uploads'));
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function expectProblem(answer: Response | Promise<Response>, status: number, code: string) {
  const response = await answer;
  const problem = zProblem.parse(await response.json());
  expect([response.status, problem.code]).toEqual([status, code]);
  return problem;
}

/** What tus-js-client, which knows nothing of us, makes of a file. */
function byTus(bytes: Buffer, options: UploadOptions = {}): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const client = new Upload(bytes, {
      endpoint: `${server.url}/api/v1/uploads`, chunkSize: 4096, retryDelays: [0, 0, 0], metadata: { filename: 'talk.mp4' },
      onError: reject, onSuccess: () => resolve(client), ...options,
    });
    client.start();
  });
}

async function person(email: string): Promise<As> {
  const id = `id-${email}`;
  await database.db.user.create({ data: { id, email, role: 'member', created_at: new Date() } });
  return { authorization: `Bearer ${await createToken({ db: database.db, clock: systemClock }, { user_id: id, name: email })}` };
}

describe('sending a file', () => {
  it('goes on after broken connections where it came to, byte for byte, with a client that knows only tus', async () => {
    let patches = 0;
    // Every other piece is cut off: once before anything is read of it, once on the way.
    server.intercept = (request) => {
      if (request.method !== 'PATCH' || ++patches % 2 === 0 || patches > 6) return false;
      setImmediate(() => request.socket.destroy());
      return patches === 1;
    };
    const client = await byTus(talk, { retryDelays: [0, 0, 0, 0, 0, 0] });
    const id = client.url?.split('/').at(-1) ?? '';
    expect(patches).toBeGreaterThan(6);
    expect(await viewOf(id)).toMatchObject({ filename: 'talk.mp4', size: talk.byteLength, offset: talk.byteLength, kind: 'media', url: uploadUrl(id, 'talk.mp4') });
    const whole = await play(id);
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    expect(hash(new Uint8Array(await whole.arrayBuffer()))).toBe(hash(talk));
  });

  it('keeps what came before the connection broke, and tells how much by HEAD and in the list', async () => {
    const { id } = await begun(talk.byteLength, 'half.mp4');
    await new Promise<void>((resolve) => {
      const half = httpRequest(`${server.url}/api/v1/uploads/${id}`, { method: 'PATCH', headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0', 'content-length': talk.byteLength } });
      half.on('error', () => resolve());
      half.write(talk.subarray(0, 10_000));
      void untilOffset(id, 10_000).then(() => half.destroy());
    });
    const head = await call('HEAD', `/uploads/${id}`);
    expect([head.status, head.headers.get('upload-offset'), head.headers.get('upload-length'), head.headers.get('tus-resumable')]).toEqual([200, '10000', String(talk.byteLength), '1.0.0']);
    const { items, max_bytes } = zUploadList.parse(await (await call('GET', '/uploads')).json());
    expect([items.map((item) => [item.filename, item.offset]), max_bytes]).toEqual([[['half.mp4', 10_000]], MAX]);
    expect((await send(id, 10_000, talk.subarray(10_000))).status).toBe(204);
    expect((await viewOf(id)).kind).toBe('media');
  });

  it('lets a newer connection take over from one that hangs', async () => {
    const { id } = await begun(talk.byteLength);
    const hung = httpRequest(`${server.url}/api/v1/uploads/${id}`, { method: 'PATCH', headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0', 'content-length': talk.byteLength } });
    hung.on('error', () => undefined);
    hung.write(talk.subarray(0, 5000));
    await untilOffset(id, 5000);
    expect((await send(id, 5000, talk.subarray(5000))).status).toBe(204);
    expect((await viewOf(id)).kind).toBe('media');
    hung.destroy();
  });

  it('refuses another place than where the file ends, and more than it has', async () => {
    const { id } = await begun(10, 'ten.txt');
    await expectProblem(send(id, 3, Buffer.from('abc')), 409, 'conflict');
    await expectProblem(send(id, 0, Buffer.from('one two three')), 413, 'too_large');
    await expectProblem(call('PATCH', `/uploads/${id}`, { body: 'x' }), 400, 'bad_message');
    for (const length of ['0', '-1', '1.5', 'many', '']) await expectProblem(call('POST', '/uploads', { headers: { 'upload-length': length } }), 400, 'bad_message');
    await expectProblem(send('none', 0, Buffer.from('x')), 404, 'not_found');
  });

  it('takes a time for a time: one that no calendar writes is refused', async () => {
    const at = (modified: string) => call('POST', '/uploads', { headers: { 'upload-length': '5', 'upload-metadata': `modified ${encoded(modified)}` } });
    expect(zUploadView.parse(await (await at('1700000000000')).json()).modified_at).toBe('2023-11-14T22:13:20.000Z');
    for (const wrong of ['999999999999999', '-1', 'now']) await expectProblem(at(wrong), 400, 'bad_message');
  });

  it('says so where the disk is full before all of it has come', async () => {
    const storage = createStorage(path.join(directory, 'uploads'));
    const full: typeof storage = { ...storage, write: () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })) };
    const uploads = createUploads({ db: database.db, clock: systemClock, storage: full, limits: { max_bytes: MAX, owner_bytes: null, unfinished: null } });
    const { id } = await begun(10);
    const { owner_id } = await database.db.upload.findUniqueOrThrow({ where: { id } });
    await expect(uploads.append({ kind: 'user', user_id: owner_id } as UserActor, id, { offset: 0, body: new Blob(['a']).stream() })).rejects.toMatchObject({ code: 'too_large', message: expect.stringContaining('no room') as string });
  });

  it('is not found any more where it is discarded while it is looked at', async () => {
    const storage = createStorage(path.join(directory, 'uploads'));
    const discarded: typeof storage = { ...storage, remove: async () => undefined, facts: async (id) => {
      const facts = await storage.facts(id);
      if (facts?.size === 5) await database.db.upload.deleteMany({ where: { id } });
      return facts;
    } };
    const uploads = createUploads({ db: database.db, clock: systemClock, storage: discarded, limits: { max_bytes: MAX, owner_bytes: null, unfinished: null } });
    const { id } = await begun(5, 'a.txt');
    const { owner_id } = await database.db.upload.findUniqueOrThrow({ where: { id } });
    await storage.write(id, new Blob(['words']).stream(), { offset: 0, end: 5, signal: new AbortController().signal });
    await expect(uploads.whole({ kind: 'user', user_id: owner_id } as UserActor, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses at once what is larger than is taken, with the way out', async () => {
    expect(await expectProblem(begin(MAX + 1), 413, 'too_large')).toMatchObject({ detail: expect.stringContaining('3.8 MiB') as string, hint: expect.stringContaining('UPLOAD_MAX_BYTES') as string });
  });

  it('takes a name for a name', async () => {
    const names = ['../../etc/passwd', 'C:\\video.mp4', 'a\u0000b\n.srt', '', '講義 “1”.mp4', 'a/..', ' . ', `${'x'.repeat(199)}😀`];
    const kept = await Promise.all(names.map(async (name) => (await begun(5, name)).filename));
    expect(kept).toEqual(['passwd', 'video.mp4', 'ab.srt', 'file', '講義 “1”.mp4', 'file', 'file', `${'x'.repeat(199)}\ufffd`]);
    expect((await call('GET', '/uploads')).status).toBe(200);
    expect((await begun(5, '講義 “1”.mp4')).url).toMatch(/^https:\/\/upload\.mindtube\.invalid\/[0-9a-f-]{36}\/%E8%AC%9B/);
  });
});

describe('what a file is', () => {
  it.each(['mp4', 'webm', 'mkv', 'mp3', 'wav'] as const)('%s is media whatever its name says', async (kind) => {
    const id = await sent(await readFile(await smallMedia(kind)), 'notes.txt');
    expect((await viewOf(id)).kind).toBe('media');
  });

  it('SRT and VTT are captions, words alone are text, in the encodings they come in', async () => {
    const kinds = async (...all: (string | Buffer)[]) => Promise.all(all.map(async (body) => (await viewOf(await sent(body, 'a.mp4'))).kind));
    expect(await kinds(SRT, `WEBVTT\n\n00:01.000 --> 00:02.000\nHi`, Buffer.from(`\ufeff${SRT}`, 'utf16le'))).toEqual(['captions', 'captions', 'captions']);
    expect(await kinds('Just what was said.', Buffer.from('Über die Brücke, ganz schön weit und ohne Eile.', 'latin1'), '橋は重さを支える。')).toEqual(['text', 'text', 'text']);
  });

  it.each([
    ['a zip', Buffer.concat([Buffer.from('PK\u0003\u0004'), randomBytes(3000)])], ['a PDF', '%PDF-1.4\nwords'], ['a page', '<!doctype html><p>Only words.'],
    ['JSON', '{"a":["words"]}'], ['a playlist, which names files that nobody sent', '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n/etc/passwd\n#EXT-X-ENDLIST\n'],
    ['noise', randomBytes(5000)], ['no words', '12 34\n'],
  ])('%s is not taken, and is gone', async (_name, body) => {
    const bytes = Buffer.from(body);
    const { id } = await begun(bytes.byteLength, 'talk.mp4');
    await expectProblem(send(id, 0, bytes), 422, 'not_media');
    await expectProblem(call('GET', `/uploads/${id}`), 404, 'not_found');
    expect(await files()).not.toContain(id);
  });

  it('a wrong one is refused by its beginning, before all of it has come', async () => {
    const { id } = await begun(MAX, 'film.mp4');
    await expectProblem(send(id, 0, randomBytes(70_000)), 422, 'not_media');
    await expect(byTus(randomBytes(300_000), { chunkSize: 70_000 })).rejects.toSatisfy((error: DetailedError) => error.originalResponse?.getStatus() === 422);
  });
});

describe('an id that no file can have', () => {
  it.each(['a.b', '%00', 'x'.repeat(65)])('is answered as one of a file that is not there (%s)', async (id) => {
    const problems = await Promise.all([call('GET', `/uploads/${id}`), call('DELETE', `/uploads/${id}`), send(id, 0, talk), play(id)].map((answer) => expectProblem(answer, 404, 'not_found')));
    const { detail } = await expectProblem(call('GET', '/uploads/nobody'), 404, 'not_found');
    expect(new Set(problems.map((problem) => problem.detail))).toEqual(new Set([detail]));
  });
});

describe('a task of a file', () => {
  it('is a task like any other, plays in ranges, and takes the file with it', async () => {
    const id = await sent(talk);
    const { url } = await viewOf(id);
    const view = await submitted(url);
    expect(view).toMatchObject({ url, status: 'queued' });
    await expectProblem(call('DELETE', `/uploads/${id}`), 409, 'conflict');
    const part = await play(id, { range: 'bytes=100-199' });
    expect([part.status, part.headers.get('content-length'), part.headers.get('content-range'), part.headers.get('x-content-type-options')]).toEqual([206, '100', `bytes 100-199/${talk.byteLength}`, 'nosniff']);
    expect(Buffer.from(await part.arrayBuffer()).equals(talk.subarray(100, 200))).toBe(true);
    expect((await play(id, { range: `bytes=${talk.byteLength}-` })).status).toBe(416);
    const head = await fetch(new URL(`/api/v1/uploads/${id}/media`, films?.url), { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(talk.byteLength), '']);
    const again = await submitted(url);
    expect((await call('DELETE', `/tasks/${view.id}`)).status).toBe(204);
    expect(await files()).toContain(id);
    expect((await call('DELETE', `/tasks/${again.id}`)).status).toBe(204);
    expect(await files()).not.toContain(id);
    await expectProblem(submit(url), 404, 'not_found');
  });

  it('is not made of half a file, nor of none', async () => {
    const { id, url } = await begun(talk.byteLength);
    await send(id, 0, talk.subarray(0, 100));
    await expectProblem(submit(url), 409, 'conflict');
    await expectProblem(submit(uploadUrl('nobody-has-sent-this', 'a.mp4')), 404, 'not_found');
  });

  it('may name captions that are a file of its owner’s, and no other', async () => {
    const [film, words] = [await viewOf(await sent(talk)), await viewOf(await sent(SRT, 'talk.srt'))];
    const wish = (captions: string) => call('POST', '/tasks', { body: JSON.stringify({ url: film.url, options: { captions } }) });
    expect((await wish(words.url)).status).toBe(201);
    await expectProblem(wish(uploadUrl('0199-none', 'talk.srt')), 404, 'not_found');
    const { id } = await begun(100, 'half.srt');
    await expectProblem(wish(uploadUrl(id, 'half.srt')), 409, 'conflict');
  });

  it('can be made where the process ended between the last byte and the look at it', async () => {
    const { id, url } = await begun(talk.byteLength);
    await createStorage(path.join(directory, 'uploads')).write(id, new Blob([talk as BlobPart]).stream(), { offset: 0, end: talk.byteLength, signal: new AbortController().signal });
    expect((await submit(url)).status).toBe(201);
    expect((await viewOf(id)).kind).toBe('media');
  });
});

describe('a file for a failed task', () => {
  const failed = async (): Promise<string> => {
    const { id } = await submitted(`https://example.org/${Math.random()}`);
    await append({ db: database.db, bell, clock: systemClock }, { task_id: id }, { draft: { type: 'task_failed', stage: 'transcript', code: 'captions_missing', error: 'No captions.', retryable: false, hint: 'Upload.' } });
    return id;
  };
  const give = (id: string, upload_id: string) => call('POST', `/tasks/${id}/upload`, { body: JSON.stringify({ upload_id }) });
  const stored = async (id: string, stage: string) => {
    const { work_id } = await database.db.task.findUniqueOrThrow({ where: { id } });
    return JSON.parse((await database.db.stageOutput.findUniqueOrThrow({ where: { work_id_stage: { work_id, stage } } })).output) as Record<string, unknown>;
  };

  it('captions become its transcript, and the file is not needed any more', async () => {
    const [id, upload_id] = [await failed(), await sent(SRT, 'a.srt')];
    const response = await give(id, upload_id);
    expect([response.status, zTaskView.parse(await response.json()).status]).toEqual([202, 'queued']);
    expect(await stored(id, 'transcript')).toMatchObject({ origin: 'upload', cues: [{ start: 1, end: 3, text: 'Bridges carry weight.' }, { start: 3, end: 6 }] });
    expect(await files()).not.toContain(upload_id);
  });

  it('words alone get times, and it is said what these were estimated from', async () => {
    const [id, upload_id] = [await failed(), await sent('Bridges carry weight. They stand for long.', 'a.txt')];
    expect((await give(id, upload_id)).status).toBe(202);
    const { cues, times } = (await stored(id, 'transcript')) as { cues: { start: number; end: number; text: string }[]; times: string };
    expect(times).toBe('reading_speed');
    expect(cues.map(({ text }) => text)).toEqual(['Bridges carry weight.', 'They stand for long.']);
    expect(cues[0]?.end).toBe(cues[1]?.start);
  });

  it('a recording is what the task listens to, and plays', async () => {
    const [id, upload_id] = [await failed(), await sent(talk)];
    expect((await give(id, upload_id)).status).toBe(202);
    expect(await stored(id, 'resolve')).toMatchObject({ source: 'upload', audio_url: uploadUrl(upload_id, 'talk.mp4'), video: { kind: 'upload', title: 'A small talk', media_url: `/api/v1/uploads/${upload_id}/media` } });
    await call('DELETE', `/tasks/${id}`);
    expect(await files()).not.toContain(upload_id);
  });

  it('is refused where the task is well, or the file is not there', async () => {
    const { id } = await submitted('https://example.org/well');
    await expectProblem(give(id, await sent(SRT)), 409, 'conflict');
    await expectProblem(give(await failed(), 'none'), 404, 'not_found');
  });
});

describe('in accounts mode', () => {
  beforeEach(() => settings({ AUTH_MODE: 'accounts', LIMIT_UPLOAD_BYTES: String(MAX) }));

  it('[A4] another person’s file looks like one that does not exist, in every call', async () => {
    const [ada, eve] = [await person('ada@example.org'), await person('eve@example.org')];
    const id = await sent(talk, 'mine.mp4', ada);
    const { url } = await viewOf(id, ada);
    await expectProblem(call('GET', '/uploads'), 401, 'unauthorized');
    for (const method of ['GET', 'DELETE']) await expectProblem(call(method, `/uploads/${id}`, { as: eve }), 404, 'not_found');
    await expectProblem(play(id, eve), 404, 'not_found');
    await expectProblem(send(id, 0, talk, eve), 404, 'not_found');
    await expectProblem(submit(url, eve), 404, 'not_found');
    await expectProblem(call('POST', '/tasks', { as: eve, body: JSON.stringify({ url: 'https://example.org/a.mp4', options: { captions: url } }) }), 404, 'not_found');
    expect((await submit(url, ada)).status).toBe(201);
  });

  it('[A1] a share link plays the file of its task and no other', async () => {
    const ada = await person('ada2@example.org');
    const [id, other] = [await sent(talk, 'a.mp4', ada), await sent(talk, 'b.mp4', ada)];
    const view = await submitted((await viewOf(id, ada)).url, ada);
    const link = zShareLink.parse(await (await call('POST', `/tasks/${view.id}/share`, { as: ada })).json());
    expect((await play(id, { range: 'bytes=0-9' }, link.token)).status).toBe(206);
    await expectProblem(play(other, {}, link.token), 404, 'not_found');
    await expectProblem(call('GET', `/uploads/${id}?token=${link.token}`), 403, 'forbidden');
    await call('DELETE', `/tasks/${view.id}/share`, { as: ada });
    await expectProblem(play(id, {}, link.token), 401, 'unauthorized');
  });

  it('[L1] bytes and files on their way are limited by person; pieces of a file are not', async () => {
    const bob = await person('bob2@example.org');
    await begun(MAX - 10, 'a.mp4', bob);
    expect(await expectProblem(begin(11, 'b.txt', bob), 413, 'too_large')).toMatchObject({ hint: expect.stringContaining('Delete') as string });
    const kim = await person('kim2@example.org');
    for (let count = 0; count < 10; count++) await begun(5, 'c.txt', kim);
    await expectProblem(begin(5, 'd.txt', kim), 429, 'rate_limited');
    const max = await person('max@example.org');
    const atOnce = await Promise.all(Array.from({ length: 14 }, () => begin(5, 'c.txt', max)));
    expect(atOnce.filter(({ status }) => status === 201)).toHaveLength(10);
    const lou = await person('lou@example.org');
    const { id } = await begun(100, 'e.txt', lou);
    for (let offset = 0; offset < 100; offset++) expect((await send(id, offset, Buffer.from('a'), lou)).status).toBe(204);
  });
});

it('files that nobody goes on with go after a day; those of tasks stay', async () => {
  const [half, whole, used] = [(await begun(100)).id, await sent(talk), await sent(talk)];
  await submitted((await viewOf(used)).url);
  const storage = createStorage(path.join(directory, 'uploads'));
  const sweepAt = (hours: number) => createSweeper({ db: database.db, storage, log, clock: { ...systemClock, now: () => Date.now() + hours * HOUR } }).sweep();
  await sweepAt(23);
  expect(await files()).toEqual(expect.arrayContaining([half, whole, used]));
  await utimes(path.join(directory, 'uploads', half), new Date(), new Date(Date.now() - 2 * HOUR));
  await sweepAt(23);
  expect(await files()).not.toContain(half);
  expect(await database.db.upload.findUnique({ where: { id: half } })).toBeNull();
  await sweepAt(25);
  expect(await files()).toContain(used);
  expect(await files()).not.toContain(whole);
  expect(services().env.UPLOAD_MAX_BYTES).toBe(MAX);
});

/** Resolves once so many bytes of a file lie on the disk. */
async function untilOffset(id: string, offset: number): Promise<void> {
  await expect.poll(async () => (await viewOf(id)).offset, { interval: 5 }).toBe(offset);
}
