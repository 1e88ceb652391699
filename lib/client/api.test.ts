import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '#lib/testing/task-log.ts';
import { blankView } from '#lib/protocol/task-view.ts';
import { createApi, type Api } from './api.ts';

type Call = { method: string; url: string; key: string | undefined; type: string | undefined; body: string };
let server: Server;
let origin: string;
let calls: Call[];
let answer: { status: number; body: unknown };

async function record(request: IncomingMessage): Promise<void> {
  let body = '';
  for await (const chunk of request) body += chunk;
  calls.push({ method: request.method ?? '', url: request.url ?? '', key: request.headers['idempotency-key'] as string | undefined, type: request.headers['content-type'], body });
}

beforeAll(async () => {
  server = createServer((request, response) => void record(request).then(() => {
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.status === 204 ? undefined : JSON.stringify(answer.body));
  }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  calls = [];
  answer = { status: 200, body: blankView('t1', at(0)) };
});

const api = (share_token?: string): Api => createApi({ fetch, origin, ...(share_token && { share_token }) });

describe('the HTTP client', () => {
  it('makes each call as documented', async () => {
    await api().submit({ url: 'https://example.org/v' }, 'key-1');
    await api().task('t1');
    await api().cancel('t1');
    await api().retry('t1');
    await api().attachUpload('t1', 'u1');
    expect(calls).toEqual([
      { method: 'POST', url: '/api/v1/tasks', key: 'key-1', type: 'application/json', body: '{"url":"https://example.org/v"}' },
      { method: 'GET', url: '/api/v1/tasks/t1', body: '' },
      { method: 'POST', url: '/api/v1/tasks/t1/cancel', body: '' },
      { method: 'POST', url: '/api/v1/tasks/t1/retry', body: '' },
      { method: 'POST', url: '/api/v1/tasks/t1/upload', type: 'application/json', body: '{"upload_id":"u1"}' },
    ].map((call) => ({ key: undefined, type: undefined, ...call })));
  });

  it('shares, revokes and removes', async () => {
    answer = { status: 201, body: { url: 'https://here/s/x', token: 'x', expires_at: null } };
    expect((await api().share('t1', null)).url).toBe('https://here/s/x');
    await api().share('t1', 60);
    answer = { status: 204, body: null };
    await api().revokeShares('t1');
    await api().remove('t1');
    expect(calls.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      'POST /api/v1/tasks/t1/share {}', 'POST /api/v1/tasks/t1/share {"expires_in":60}', 'DELETE /api/v1/tasks/t1/share ', 'DELETE /api/v1/tasks/t1 ',
    ]);
  });

  it('brings the share token along', async () => {
    await api('s&1').task('t1');
    expect(calls[0]?.url).toBe('/api/v1/tasks/t1?token=s%261');
  });

  it('throws the server’s own words', async () => {
    answer = { status: 429, body: { type: 'about:blank', title: 'T', status: 429, detail: 'Too fast.', code: 'rate_limited', hint: 'Wait.', retry_after: 7 } };
    await expect(api().task('t1')).rejects.toMatchObject({ code: 'rate_limited', message: 'Too fast.', hint: 'Wait.', retry_after: 7 });
  });

  it('throws internal for an answer that is no problem document, and for none at all', async () => {
    answer = { status: 502, body: 'nonsense' };
    await expect(api().task('t1')).rejects.toMatchObject({ code: 'internal' });
    const nowhere = createApi({ fetch: () => Promise.reject(new TypeError('failed')), origin });
    await expect(nowhere.task('t1')).rejects.toMatchObject({ code: 'internal', message: 'MindTube could not be reached.' });
  });

  it('lets an aborted call end as aborted', async () => {
    await expect(api().task('t1', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('refuses a view that breaks the contract', async () => {
    answer = { status: 200, body: { id: 't1' } };
    await expect(api().task('t1')).rejects.toThrow();
  });
});
