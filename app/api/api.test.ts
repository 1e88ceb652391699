import { describe, expect, it } from 'vitest';
import { zTaskList } from '#lib/protocol/http.ts';
import { apiWorld, ask, submit, VIDEO, viewOf } from '#lib/testing/api-world.ts';
import { expectProblem } from '#lib/testing/route-calls.ts';
import * as anything from './[[...path]]/route.ts';
import * as accounts from './v1/accounts/route.ts';
import * as asyncapi from './v1/asyncapi.json/route.ts';
import * as openapi from './v1/openapi.json/route.ts';
import * as cancel from './v1/tasks/[id]/cancel/route.ts';
import * as result from './v1/tasks/[id]/result/route.ts';
import * as retry from './v1/tasks/[id]/retry/route.ts';
import * as share from './v1/tasks/[id]/share/route.ts';
import * as task from './v1/tasks/[id]/route.ts';
import * as tasks from './v1/tasks/route.ts';
import * as transcript from './v1/tasks/[id]/transcript/route.ts';

const SRT = '1\n00:00:01,000 --> 00:00:03,000\nBridges carry weight.\n\n2\n00:00:03,000 --> 00:00:06,000\nThey stand for long.\n';

const world = apiWorld();

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
    await world.log(id, { type: 'stage_completed', stage: 'resolve', result: { video }, elapsed_time: 0 });
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
    await world.log(id, { type: 'task_failed', stage: 'transcript', code: 'captions_missing', error: 'The video has no captions.', retryable: false, hint: 'Upload a transcript.' });
    await expectProblem(ask(transcript, 'POST', { id, body: 'no times in here' }), 422, 'not_media');
    await expectProblem(ask(transcript, 'POST', { id, body: '' }), 422, 'not_media');
    await expectProblem(ask(transcript, 'POST', { id, body: new Uint8Array(10 * 1024 * 1024 + 1) }), 413, 'too_large');
    const response = await ask(transcript, 'POST', { id, body: SRT });
    expect(response.status).toBe(202);
    expect(await viewOf(response)).toMatchObject({ id, status: 'queued', attempt: 2 });
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

it('[L1] in local mode nothing is limited', async () => {
  for (let n = 0; n < 70; n++) expect((await ask(cancel, 'POST', { id: 'none' })).status).toBe(404);
});
