import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoopbackServer } from '#lib/testing/loopback-server.ts';
import { CacheStore } from './cache-store.ts';
import { createCachedFetch } from './cached-fetch.ts';
import { createGuardedFetch, textOf, type GuardedRequest } from './guarded-fetch.ts';

type Page = { body: string; headers: Record<string, string> };
let directory: string;
let server: LoopbackServer;
let pages: Map<string, Page>;
/** `path status`, in order. */
let answers: string[];

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'mindtube-cache-'));
  pages = new Map();
  answers = [];
  server = await LoopbackServer.listen((request, response) => {
    const page = pages.get(request.url ?? '');
    const same = page?.headers.etag !== undefined && request.headers['if-none-match'] === page.headers.etag;
    const status = page === undefined ? 404 : page.headers.location ? 302 : same ? 304 : 200;
    answers.push(`${request.url} ${status}`);
    response.writeHead(status, page?.headers ?? {}).end(status === 200 ? page?.body : undefined);
  });
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

const put = (name: string, body: string, headers: Record<string, string> = { etag: `"${body}"` }) => void pages.set(name, { body, headers });
const store = (bytes = 1e6) => new CacheStore(directory, bytes);
const get = async (name: string, request: Partial<GuardedRequest> = {}, from = store()): Promise<string> => {
  const fetch = createCachedFetch(createGuardedFetch({ allow: [server.allow] }), from);
  const signal = AbortSignal.timeout(5000);
  return textOf(await fetch(server.url(name), { signal, max_bytes: 1e6, cache: true, ...request }), signal);
};
const files = () => readdir(directory);

describe('answers that are kept', () => {
  it('are asked for by their mark, and come from disk where nothing has changed', async () => {
    put('/a', 'first');
    expect([await get('/a'), await get('/a')]).toEqual(['first', 'first']);
    put('/a', 'second');
    expect([await get('/a'), await get('/a')]).toEqual(['second', 'second']);
    expect(answers).toEqual(['/a 200', '/a 304', '/a 200', '/a 304']);
    expect(await files()).toHaveLength(1);
  });

  it('are none without a mark, with credentials, where the site forbids it, or where nobody asked for it', async () => {
    put('/bare', 'x', {});
    for (const [header, value] of [['cache-control', 'no-store'], ['cache-control', 'private'], ['set-cookie', 'a=b'], ['vary', '*'], ['vary', 'Cookie'], ['vary', `${'accept '.repeat(60)}x`]] as const) {
      put('/kept-back', 'x', { etag: '"x"', [header]: value });
      await get('/kept-back');
    }
    put('/a', 'x');
    await get('/bare');
    await get('/a', { cache: false });
    for (const [header, value] of [['authorization', 'Bearer a'], ['Cookie', 'a=b'], ['range', 'bytes=0-1']] as const) await get('/a', { headers: { [header]: value } });
    await expect(get('/none')).rejects.toMatchObject({ code: 'video_unavailable' });
    expect(await files()).toEqual([]);
  });

  it('are another for other headers, and are never handed to somebody with credentials', async () => {
    put('/a', 'x');
    await get('/a', { headers: { accept: 'text/vtt' } });
    await get('/a', { headers: { accept: 'text/html' } });
    await get('/a', { headers: { accept: 'text/vtt', authorization: 'Bearer a' } });
    expect(answers).toEqual(['/a 200', '/a 200', '/a 200']);
  });

  it('are fetched anew where the file is broken, and where a redirect leads elsewhere', async () => {
    put('/a', 'x');
    await get('/a');
    const [name = ''] = await files();
    const bytes = await readFile(path.join(directory, name));
    for (const broken of [bytes.subarray(0, -1), Buffer.from('{}\nx'), Buffer.alloc(0), Buffer.concat([bytes, Buffer.from('y')])]) {
      await writeFile(path.join(directory, name), broken);
      expect(await get('/a')).toBe('x');
    }
    expect(answers).toEqual(Array(5).fill('/a 200'));
    put('/to', '', { location: '/a' });
    expect([await get('/to'), await get('/to')]).toEqual(['x', 'x']);
    put('/b', 'other', { etag: '"x"' });
    put('/to', '', { location: '/b' });
    expect(await get('/to')).toBe('other');
  });

  it('go when there are too many bytes, those first that were longest not asked for', async () => {
    const small = store(4000);
    for (const name of ['/1', '/2', '/3', '/4', '/5', '/6', '/7']) {
      put(name, name.repeat(250));
      await get(name, {}, small);
    }
    answers = [];
    await get('/7', {}, small);
    await get('/1', {}, small);
    expect(answers).toEqual(['/7 304', '/1 200']);
    const sizes = await Promise.all((await files()).map(async (name) => (await readFile(path.join(directory, name))).byteLength));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(4000);
    put('/huge', 'h'.repeat(2000));
    await get('/huge', {}, small);
    expect(await get('/huge', {}, small)).toHaveLength(2000);
  });
});
