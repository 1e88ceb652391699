import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '#lib/auth/tokens.ts';
import { systemClock } from '#lib/platform/clock.ts';
import { parseEnv } from '#lib/platform/env.ts';
import { zAskEvent } from '#lib/protocol/ask.ts';
import { zProblem, zShareLink, zTaskList } from '#lib/protocol/http.ts';
import { zTaskView, type TaskView } from '#lib/protocol/task-view.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import type { Ring } from '#lib/tasks/bell.ts';
import { append } from '#lib/tasks/event-log.ts';
import { ModelServer } from '#lib/testing/model-server.ts';
import { freshDatabase, type TestDb } from '#lib/testing/test-db.ts';
import * as anything from './[[...path]]/route.ts';
import * as accounts from './v1/accounts/route.ts';
import * as asyncapi from './v1/asyncapi.json/route.ts';
import * as openapi from './v1/openapi.json/route.ts';
import * as asking from './v1/tasks/[id]/ask/route.ts';
import * as cancel from './v1/tasks/[id]/cancel/route.ts';
import * as result from './v1/tasks/[id]/result/route.ts';
import * as retry from './v1/tasks/[id]/retry/route.ts';
import * as share from './v1/tasks/[id]/share/route.ts';
import * as task from './v1/tasks/[id]/route.ts';
import * as tasks from './v1/tasks/route.ts';
import * as transcript from './v1/tasks/[id]/transcript/route.ts';

type Route = Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', (request: Request, context: { params: Promise<Record<string, string> | undefined> }) => Promise<Response>>;
type Ask = { id?: string; body?: BodyInit | object; headers?: Record<string, string>; query?: string };

const SECRET = 'a secret of the test, long enough';
const VIDEO = 'https://media.example.org/talk.mp4';
const SRT = '1\n00:00:01,000 --> 00:00:03,000\nBridges carry weight.\n\n2\n00:00:03,000 --> 00:00:06,000\nThey stand for long.\n';

let database: TestDb;
const bell = localBell();
const rings: Ring[] = [];
bell.onRing((ring) => rings.push(ring));

function serve(settings: Record<string, string>): void {
  const env = parseEnv({ DATA_DIR: 'unused', ...settings });
  (globalThis as unknown as Record<symbol, unknown>)[Symbol.for('mindtube.resources')] = { env, db: database.db, bell, auth_secret: SECRET };
}

beforeAll(async () => {
  database = await freshDatabase();
  serve({});
});
afterAll(() => database.close());

function ask(route: Route, method: keyof Route, { id, body, headers, query = '' }: Ask = {}): Promise<Response> {
  const payload = body === undefined || typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream ? body : JSON.stringify(body);
  const request = new Request(`http://127.0.0.1:3000/api/v1/x${query}`, { method, body: payload as BodyInit, headers: { host: '127.0.0.1:3000', ...headers } });
  // As Next does: no parameters where the path has none.
  return route[method](request, { params: Promise.resolve(id === undefined ? undefined : { id }) });
}

const viewOf = async (response: Response): Promise<TaskView> => zTaskView.parse(await response.json());
const submit = async (url: string, headers: Record<string, string> = {}) => viewOf(await ask(tasks, 'POST', { body: { url }, headers }));

async function expectProblem(answer: Response | Promise<Response>, status: number, code: string): Promise<void> {
  const response = await answer;
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(zProblem.parse(await response.json())).toMatchObject({ status, code });
  expect(response.status).toBe(status);
}

/** Says that a stage of the task ended, or that the task failed. */
const logFailure = (id: string) => append({ db: database.db, bell, clock: systemClock }, { task_id: id }, { draft: { type: 'task_failed', stage: 'transcript', code: 'captions_missing', error: 'The video has no captions.', retryable: false, hint: 'Upload a transcript.' } });

async function person(email: string): Promise<Record<string, string>> {
  const id = `id-${email}`;
  await database.db.user.create({ data: { id, email, role: 'member', created_at: new Date() } });
  return { authorization: `Bearer ${await createToken({ db: database.db, clock: systemClock }, { user_id: id, name: email })}` };
}

describe('submitting', () => {
  it('answers 201 with where the task is', async () => {
    const response = await ask(tasks, 'POST', { body: { url: VIDEO } });
    expect(response.status).toBe(201);
    const view = await viewOf(response);
    expect(response.headers.get('location')).toBe(`/api/v1/tasks/${view.id}`);
    expect(view).toMatchObject({ url: VIDEO, status: 'queued', seq: 1 });
    expect(await viewOf(await ask(task, 'GET', { id: view.id }))).toEqual(view);
  });

  it('[X4] the same key answers 200 with the same task, another address under it is a conflict', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await submit(VIDEO, headers);
    const second = await ask(tasks, 'POST', { body: { url: VIDEO }, headers });
    expect(second.status).toBe(200);
    expect((await viewOf(second)).id).toBe(first.id);
    await expectProblem(ask(tasks, 'POST', { body: { url: `${VIDEO}?other` }, headers }), 409, 'conflict');
    await expectProblem(ask(tasks, 'POST', { body: { url: VIDEO }, headers: { 'idempotency-key': 'k'.repeat(256) } }), 400, 'bad_message');
  });

  it('tells 400 from 422', async () => {
    await expectProblem(ask(tasks, 'POST', { body: '{' }), 400, 'bad_message');
    await expectProblem(ask(tasks, 'POST', { body: '[]' }), 400, 'bad_message');
    await expectProblem(ask(tasks, 'POST', { body: { link: VIDEO } }), 400, 'bad_message');
    await expectProblem(ask(tasks, 'POST', { body: { url: 'nonsense' } }), 422, 'invalid_url');
    await expectProblem(ask(tasks, 'POST', { body: { url: 'http://10.0.0.1/' } }), 422, 'forbidden_address');
    await expectProblem(ask(tasks, 'POST', { body: `{"url":"${'x'.repeat(70_000)}"}` }), 413, 'too_large');
  });
});

describe('listing', () => {
  it('goes through all pages, each task once, newest first', async () => {
    const ids = [];
    for (let n = 0; n < 5; n++) ids.push((await submit(`https://pages.example.org/${n}`)).id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = zTaskList.parse(await (await ask(tasks, 'GET', { query: `?limit=2&q=pages.example${cursor && `&cursor=${cursor}`}` })).json());
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(ids.toReversed());
  });

  it('takes any character for what it is, in a search and in a title', async () => {
    const { id } = await submit('https://example.org/odd');
    const video = { kind: 'media' as const, title: 'A\u0000B %_\ud800 odd', author: null, duration: null, thumbnail_url: null, page_url: 'https://example.org/odd', media_url: null, start_at: 0 };
    await append({ db: database.db, bell, clock: systemClock }, { task_id: id }, { draft: { type: 'stage_completed', stage: 'resolve', result: { video }, elapsed_time: 0 } });
    const found = async (q: string) => zTaskList.parse(await (await ask(tasks, 'GET', { query: `?q=${q}` })).json()).items.map((item) => item.id);
    expect(await found('a%00b%20od%00d')).toEqual([id]);
    expect(await found('%25_%20odd')).toEqual([id]);
    expect((await ask(tasks, 'GET', { query: '?q=%00' })).status).toBe(200);
  });

  it('refuses a query that makes no sense', async () => {
    await expectProblem(ask(tasks, 'GET', { query: '?cursor=%00' }), 400, 'bad_message');
    await expectProblem(ask(tasks, 'GET', { query: '?limit=0' }), 400, 'bad_message');
    await expectProblem(ask(tasks, 'GET', { query: '?status=lost' }), 400, 'bad_message');
  });
});

describe('one task', () => {
  it('is cancelled with 202, once; is retried with 202; is deleted with 204', async () => {
    const { id } = await submit('https://example.org/life');
    await expectProblem(ask(retry, 'POST', { id }), 409, 'conflict');
    const cancelled = await ask(cancel, 'POST', { id });
    expect(cancelled.status).toBe(202);
    expect((await viewOf(cancelled)).status).toBe('cancelled');
    await expectProblem(ask(cancel, 'POST', { id }), 409, 'conflict');
    const again = await ask(retry, 'POST', { id });
    expect(again.status).toBe(202);
    expect(await viewOf(again)).toMatchObject({ status: 'queued', attempt: 2 });
    const gone = await ask(task, 'DELETE', { id });
    expect(gone.status).toBe(204);
    expect(await gone.text()).toBe('');
    await expectProblem(ask(task, 'GET', { id }), 404, 'task_not_found');
    await expectProblem(ask(task, 'DELETE', { id }), 404, 'task_not_found');
  });

  it.each(['no-such-task', 'a/b', '..', 'x'.repeat(65), '\u0000', 'ü'])('a strange id such as %j is simply not found', async (id) => {
    for (const [route, method] of [[task, 'GET'], [task, 'DELETE'], [cancel, 'POST'], [retry, 'POST'], [share, 'DELETE'], [result, 'GET']] as const) {
      await expectProblem(ask(route, method, { id }), 404, 'task_not_found');
    }
  });

  it('a failed one goes on with an uploaded transcript', async () => {
    const { id } = await submit('https://example.org/silent');
    await logFailure(id);
    await expectProblem(ask(transcript, 'POST', { id, body: 'no times in here' }), 422, 'not_media');
    await expectProblem(ask(transcript, 'POST', { id, body: '' }), 422, 'not_media');
    await expectProblem(ask(transcript, 'POST', { id, body: new Uint8Array(10 * 1024 * 1024 + 1) }), 413, 'too_large');
    const response = await ask(transcript, 'POST', { id, body: SRT });
    expect(response.status).toBe(202);
    expect(await viewOf(response)).toMatchObject({ id, status: 'queued', attempt: 2 });
  });
});

describe('the result', () => {
  async function withTranscript(): Promise<string> {
    const { id } = await submit(`https://example.org/result/${Math.random()}`);
    const row = await database.db.task.findUniqueOrThrow({ where: { id } });
    const cues = [{ start: 1, end: 3, text: 'Bridges carry weight.' }];
    const output = { language: 'en', origin: 'captions' as const, cues };
    await database.db.stageOutput.create({ data: { work_id: row.work_id, stage: 'transcript', output: JSON.stringify(output), seconds: 1, created_at: new Date() } });
    const deps = { db: database.db, bell, clock: systemClock };
    await append(deps, { task_id: id }, { draft: { type: 'stage_started', stage: 'transcript', stage_index: 1, stage_count: 7 } });
    await append(deps, { task_id: id }, { draft: { type: 'stage_completed', stage: 'transcript', result: { transcript: output }, elapsed_time: 1 } });
    return id;
  }

  it('is a conflict before anything is done', async () => {
    const { id } = await submit('https://example.org/nothing-yet');
    await expectProblem(ask(result, 'GET', { id }), 409, 'conflict');
  });

  it('says in each format that it is partial', async () => {
    const id = await withTranscript();
    const json = await ask(result, 'GET', { id });
    expect(await json.json()).toMatchObject({ partial: true, transcript: { cues: [{ text: 'Bridges carry weight.' }] } });
    const vtt = await ask(result, 'GET', { id, query: '?format=vtt' });
    expect(vtt.headers.get('x-partial')).toBe('true');
    expect(vtt.headers.get('content-type')).toContain('text/vtt');
    expect(await vtt.text()).toMatch(/^WEBVTT[^]*Bridges carry weight\./);
  });

  it('is a conflict in a format whose part is not done, and bad in one that there is not', async () => {
    const id = await withTranscript();
    await expectProblem(ask(result, 'GET', { id, query: '?format=svg' }), 409, 'conflict');
    await expectProblem(ask(result, 'GET', { id, query: '?format=docx' }), 400, 'bad_message');
  });

  const linesOf = async (response: Response) => (await response.text()).trim().split('\n').map((line) => zAskEvent.parse(JSON.parse(line)));

  it('is asked, and answers in lines as they come', async () => {
    const id = await withTranscript();
    const response = await ask(asking, 'POST', { id, body: { question: 'What do bridges carry?' } });
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    expect(response.headers.get('cache-control')).toContain('no-transform');
    expect(await linesOf(response)).toMatchObject([{ type: 'passages', passages: [{ text: 'Bridges carry weight.', start: 1, end: 3, marks: [[0, 7], [8, 13]] }] }, { type: 'done', found: true }]);
  });

  it('is not asked nothing, too much, or before there is a transcript', async () => {
    const id = await withTranscript();
    for (const question of ['', '   ', 'x'.repeat(501), 7, undefined]) await expectProblem(ask(asking, 'POST', { id, body: { question } }), 400, 'bad_message');
    await expectProblem(ask(asking, 'POST', { id: 'no-such-task', body: { question: 'why' } }), 404, 'task_not_found');
    await expectProblem(ask(asking, 'POST', { id: (await submit('https://example.org/too-early')).id, body: { question: 'why' } }), 409, 'conflict');
    await expectProblem(ask(asking, 'GET', { id }), 405, 'bad_message');
  });

  it('is asked of the model by its owner alone: who holds a link reads the passages', async () => {
    const model = await ModelServer.start(() => ({ text: JSON.stringify({ found: true, statements: [{ text: 'Weight.', cue: 0, quote: 'Bridges carry weight' }] }) }));
    serve({ LLM_BASE_URL: model.base_url, LLM_MODEL: 'stand-in' });
    const id = await withTranscript();
    const { token } = zShareLink.parse(await (await ask(share, 'POST', { id })).json());
    const body = { question: 'What do bridges carry?' };
    const theirs = await linesOf(await ask(asking, 'POST', { id, body, query: `?token=${token}` }));
    expect(theirs.at(-1)).toMatchObject({ type: 'done', found: true, statements: [], analyst: { engine: 'extractive' } });
    expect(model.requests).toEqual([]);
    const own = await linesOf(await ask(asking, 'POST', { id, body }));
    expect(own.at(-1)).toMatchObject({ type: 'done', statements: [{ text: 'Weight.', start: 1, end: 3 }], analyst: { engine: 'model' } });
    serve({});
    await model.stop();
  });

  it('reaches the model with the going of who asked', async () => {
    const asked = Promise.withResolvers<void>();
    const model = await ModelServer.start(() => {
      asked.resolve();
      return { hang: true };
    });
    serve({ LLM_BASE_URL: model.base_url, LLM_MODEL: 'stand-in' });
    const response = await ask(asking, 'POST', { id: await withTranscript(), body: { question: 'What do bridges carry?' } });
    const reader = response.body!.getReader();
    await reader.read();
    await asked.promise;
    await reader.cancel();
    await model.abandoned;
    serve({});
    await model.stop();
  });
});

describe('share links', () => {
  it('[A1] open view and result of one task, read only, under the caller’s own origin', async () => {
    const [{ id }, other] = [await submit('https://example.org/shared'), await submit('https://example.org/private')];
    const made = await ask(share, 'POST', { id, body: { expires_in: 60 }, headers: { 'x-forwarded-host': 'evil.example' } });
    expect(made.status).toBe(201);
    const link = zShareLink.parse(await made.json());
    expect(link.url).toBe(`http://127.0.0.1:3000/s/${link.token}`);
    expect(Date.parse(link.expires_at ?? '') - Date.now()).toBeGreaterThan(50_000);
    const query = `?token=${link.token}`;
    expect((await viewOf(await ask(task, 'GET', { id, query }))).id).toBe(id);
    await expectProblem(ask(result, 'GET', { id, query }), 409, 'conflict');
    await expectProblem(ask(task, 'GET', { id: other.id, query }), 404, 'task_not_found');
    for (const [route, method] of [[cancel, 'POST'], [task, 'DELETE'], [share, 'POST'], [tasks, 'GET']] as const) {
      await expectProblem(ask(route, method, { id, query }), 403, 'forbidden');
    }
  });

  it('[A5] are all gone after DELETE, and the bell says so', async () => {
    const { id } = await submit('https://example.org/revoked');
    const made = zShareLink.parse(await (await ask(share, 'POST', { id })).json());
    expect(made.expires_at).toBeNull();
    rings.length = 0;
    const response = await ask(share, 'DELETE', { id });
    expect(response.status).toBe(204);
    expect(rings).toEqual([{ kind: 'revoked', credential_id: expect.any(String) }]);
    await expectProblem(ask(task, 'GET', { id, query: `?token=${made.token}` }), 401, 'unauthorized');
  });

  it('refuse a life that makes no sense', async () => {
    const { id } = await submit('https://example.org/short');
    for (const expires_in of [0, -1, 1.5, 'soon']) await expectProblem(ask(share, 'POST', { id, body: { expires_in } }), 400, 'bad_message');
  });
});

describe('what is not offered', () => {
  it('an unknown path is a problem for every method', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) await expectProblem(ask(anything, method), 404, 'not_found');
  });

  it('another method is a 405 that names the right ones', async () => {
    const response = await ask(tasks, 'DELETE');
    expect(response.headers.get('allow')).toBe('GET, POST');
    await expectProblem(response, 405, 'bad_message');
  });

  it('the descriptions are served to everybody', async () => {
    expect(await (await ask(openapi, 'GET')).json()).toMatchObject({ openapi: '3.1.0' });
    expect(await (await ask(asyncapi, 'GET')).json()).toMatchObject({ asyncapi: '3.0.0' });
  });

  it('nobody signs up in local mode', async () => {
    await expectProblem(ask(accounts, 'POST', { body: { email: 'ada@example.org', password: 'long enough' } }), 404, 'not_found');
  });
});

describe('in accounts mode', () => {
  beforeAll(() => serve({ AUTH_MODE: 'accounts', LIMIT_COMMANDS: '5' }));
  afterAll(() => serve({}));

  it('[A1] none, bad and expired credentials are 401', async () => {
    await expectProblem(ask(tasks, 'GET'), 401, 'unauthorized');
    await expectProblem(ask(tasks, 'GET', { headers: { authorization: 'Bearer mt_wrong' } }), 401, 'unauthorized');
    await expectProblem(ask(tasks, 'GET', { headers: { cookie: `next-auth.session-token=${await encode({ token: { sid: 'gone' }, secret: SECRET })}` } }), 401, 'unauthorized');
    expect((await ask(tasks, 'GET')).headers.get('www-authenticate')).toBe('Bearer');
  });

  it('[A4] another’s task looks exactly like one that does not exist', async () => {
    const [ada, eve] = [await person('ada@example.org'), await person('eve@example.org')];
    const { id } = await submit('https://example.org/ada', ada);
    for (const [route, method] of [[task, 'GET'], [result, 'GET'], [cancel, 'POST'], [retry, 'POST']] as const) {
      const [theirs, missing] = [await ask(route, method, { id, headers: eve }), await ask(route, method, { id: 'missing', headers: ada })];
      expect(theirs.status).toBe(404);
      expect(await theirs.json()).toEqual(await missing.json());
    }
    expect(zTaskList.parse(await (await ask(tasks, 'GET', { headers: eve })).json()).items).toEqual([]);
    expect((await ask(task, 'GET', { id, headers: ada })).status).toBe(200);
  });

  it('[L1] calls that change something are limited by identity, with the time to wait; reading goes on', async () => {
    const [bob, kim] = [await person('bob@example.org'), await person('kim@example.org')];
    for (let n = 0; n < 5; n++) expect((await ask(tasks, 'POST', { body: { url: `https://example.org/bob/${n}` }, headers: bob })).status).toBe(201);
    const response = await ask(tasks, 'POST', { body: { url: VIDEO }, headers: bob });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectProblem(response, 429, 'rate_limited');
    expect((await ask(tasks, 'GET', { headers: bob })).status).toBe(200);
    expect((await ask(tasks, 'POST', { body: { url: VIDEO }, headers: kim })).status).toBe(201);
  });

  it('an account is made once', async () => {
    const body = { email: 'new@example.org', password: 'long enough' };
    const response = await ask(accounts, 'POST', { body });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ id: expect.any(String), email: 'new@example.org', role: 'admin' });
    await expectProblem(ask(accounts, 'POST', { body }), 409, 'conflict');
    await expectProblem(ask(accounts, 'POST', { body: { ...body, password: 'short' } }), 400, 'bad_message');
  });
});

it('[L1] in local mode nothing is limited', async () => {
  for (let n = 0; n < 70; n++) expect((await ask(cancel, 'POST', { id: 'none' })).status).toBe(404);
});
