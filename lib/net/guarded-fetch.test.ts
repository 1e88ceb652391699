import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoopbackServer } from '#lib/testing/loopback-server.ts';
import { rudeAnswer } from '#lib/testing/rude-answers.ts';
import { createGuardedFetch, textOf, type GuardedRequest } from './guarded-fetch.ts';

const MIB = 1024 * 1024;
let open: LoopbackServer;
let secret: LoopbackServer;

beforeEach(async () => {
  [open, secret] = await Promise.all([LoopbackServer.listen(rudeAnswer), LoopbackServer.listen(rudeAnswer)]);
});
afterEach(async () => {
  await Promise.all([open.close(), secret.close()]);
});

/** What a fetch of the open server ends in: its text, or a code. */
async function outcome(path: string | URL, request: Partial<GuardedRequest> = {}, resolver?: (host: string) => Promise<string[]>): Promise<string> {
  const fetch = createGuardedFetch({ allow: [open.allow], ...(resolver ? { resolver } : {}) });
  const signal = AbortSignal.timeout(10_000);
  try {
    const fetched = await fetch(new URL(path, open.url('/')), { signal, max_bytes: MIB, timeout_ms: 1000, ...request });
    return await textOf(fetched, signal);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('what is connected to', () => {
  it('a name that changes its answer is dialled at the address that was vetted, and looked up once a connection', async () => {
    const answers = [[`127.0.0.1`], ['10.0.0.1']];
    let asked = 0;
    const port = open.port;
    const text = await outcome(`http://changing.example:${port}/plain`, {}, async () => answers[asked++] ?? []);
    expect(JSON.parse(text).headers.host).toBe(`changing.example:${port}`);
    expect(asked).toBe(1);
  });

  it('a scheme that is not http', async () => {
    expect(await outcome('/to?file:///etc/passwd')).toBe('invalid_url');
    expect(await outcome(`/to?${encodeURIComponent(`http://u:p@127.0.0.1:${open.port}/`)}`)).toBe('invalid_url');
  });
});

describe('what a server does wrong', () => {
  it.each([
    [404, 'video_unavailable'], [410, 'video_unavailable'], [401, 'source_blocked'], [403, 'source_blocked'], [429, 'source_rate_limited'], [500, 'source_unreachable'], [503, 'source_unreachable'],
  ])('status %i is %s', async (status, code) => {
    expect(await outcome(`/status/${status}`)).toBe(code);
  });

  it.each([
    ['/endless', 'too_large'], ['/bomb', 'too_large'], ['/bomb-unsized', 'too_large'], ['/bomb-brotli', 'too_large'], ['/bomb-zstd', 'too_large'], ['/bomb-nested', 'too_large'], ['/bomb-mixed', 'too_large'],
    ['/many-codings', 'source_unreachable'], ['/not-gzip', 'source_unreachable'], ['/slow-head', 'source_unreachable'], ['/long-head', 'source_unreachable'], ['/large', 'too_large'], ['/lie', 'source_unreachable'], ['/half', 'source_unreachable'],
    ['/reset', 'source_unreachable'], ['/silent', 'source_unreachable'], ['/drip', 'source_unreachable'], ['/loop', 'source_unreachable'], ['/not-http', 'source_unreachable'], ['/to?http://', 'source_unreachable'],
  ])('%s ends in %s within its time', async (path, code) => {
    const started = performance.now();
    expect(await outcome(path)).toBe(code);
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it('a name that leads nowhere, and a port where nobody listens', async () => {
    const nowhere = async (): Promise<string[]> => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    expect(await outcome('http://nowhere.example/', {}, nowhere)).toBe('source_unreachable');
    const { port } = secret;
    await secret.close();
    const fetch = createGuardedFetch({ allow: [`127.0.0.1:${port}`] });
    await expect(fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(5000), max_bytes: MIB })).rejects.toMatchObject({ code: 'source_unreachable' });
  });

  it('five redirects are followed, six are not', async () => {
    const nested = (hops: number): string => (hops === 0 ? '/plain' : `/to?${encodeURIComponent(nested(hops - 1))}`);
    expect(JSON.parse(await outcome(nested(5))).method).toBe('GET');
    expect(await outcome(nested(6))).toBe('source_unreachable');
  });

  it('what may be over in a moment is asked up to three times, the rest once', async () => {
    for (const path of ['/status/404', '/status/500', '/half']) await outcome(path);
    expect(open.asked).toEqual(['GET /status/404', 'GET /status/500', 'GET /half']);
    open.asked.length = 0;
    await outcome('/reset', { timeout_ms: 5000 });
    expect(open.asked).toEqual(['GET /reset', 'GET /reset', 'GET /reset']);
    open.asked.length = 0;
    await outcome('/reset', { method: 'POST', body: '{}' });
    expect(open.asked).toEqual(['POST /reset']);
  });

  it('a site that asks for a moment of quiet gets it, and then answers', async () => {
    let asked = 0;
    const started = performance.now();
    const busy = await LoopbackServer.listen((_request, response) => void ((asked += 1) === 1 ? response.writeHead(503, { 'retry-after': '1' }).end() : response.end('here')));
    const fetch = createGuardedFetch({ allow: [busy.allow] });
    const signal = AbortSignal.timeout(8000);
    expect(await textOf(await fetch(busy.url('/'), { signal, max_bytes: MIB }), signal)).toBe('here');
    expect(performance.now() - started).toBeGreaterThan(1000);
    await busy.close();
  });

  it('a type that is not taken is not_media, before any of it is read', async () => {
    expect(await outcome('/picture', { types: /^(text|application)\//i })).toBe('not_media');
    expect(await outcome('/picture')).toBe('not what was asked for');
  });

  it('memory stays flat under bombs and endless bodies', async () => {
    await outcome('/bomb-nested');
    const before = process.memoryUsage();
    for (let round = 0; round < 8; round++) for (const path of ['/bomb', '/bomb-brotli', '/bomb-zstd', '/endless']) expect(await outcome(path)).toBe('too_large');
    const { rss, arrayBuffers } = process.memoryUsage();
    expect(arrayBuffers - before.arrayBuffers).toBeLessThan(64 * MIB);
    expect(rss - before.rss).toBeLessThan(200 * MIB);
  });

  it('after Retry-After the host is left alone for that time', async () => {
    const fetch = createGuardedFetch({ allow: [open.allow] });
    const request = { signal: AbortSignal.timeout(5000), max_bytes: MIB };
    await expect(fetch(open.url('/status/429'), request)).rejects.toMatchObject({ code: 'source_rate_limited', retry_after: 7 });
    await expect(fetch(open.url('/plain'), request)).rejects.toMatchObject({ code: 'source_rate_limited', retry_after: 7 });
    expect(open.asked).toEqual(['GET /status/429']);
  });
});

describe('what is sent on', () => {
  const secrets = { authorization: 'Bearer x', cookie: 'a=b', accept: 'text/x' };

  it('credentials stay at their origin', async () => {
    const fetch = createGuardedFetch({ allow: [open.allow, secret.allow] });
    const request = { signal: AbortSignal.timeout(5000), max_bytes: MIB, headers: secrets };
    const same = await fetch(open.url('/to?/plain'), request);
    expect((await same.response.json()).headers).toMatchObject(secrets);
    const other = await fetch(open.url(`/to?${encodeURIComponent(secret.url('/plain').href)}`), request);
    const { headers } = await other.response.json();
    expect(headers).toMatchObject({ accept: 'text/x' });
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('cookie');
    expect(other.url.href).toBe(secret.url('/plain').href);
  });

  it('a POST becomes a GET where the redirect says so, and stays one where it does not', async () => {
    const post = { method: 'POST', body: '{}' } as const;
    expect(JSON.parse(await outcome('/to/303?/plain', post)).method).toBe('GET');
    expect(JSON.parse(await outcome('/to/307?/plain', post)).method).toBe('POST');
  });

  it('an abort reaches the socket and is thrown as it is', async () => {
    const stop = new AbortController();
    const closed = Promise.withResolvers<void>();
    const waiting = await LoopbackServer.listen((request) => {
      request.socket.once('close', () => closed.resolve());
      stop.abort(new Error('enough'));
    });
    const fetch = createGuardedFetch({ allow: [waiting.allow] });
    await expect(fetch(waiting.url('/'), { signal: stop.signal, max_bytes: MIB })).rejects.toThrow('enough');
    await closed.promise;
    await waiting.close();
  });

  it('no more than four requests at a time go to one host', async () => {
    const four = Promise.withResolvers<void>();
    let arrived = 0;
    const silent = await LoopbackServer.listen(() => void ((arrived += 1) === 4 && four.resolve()));
    const fetch = createGuardedFetch({ allow: [silent.allow] });
    const stop = new AbortController();
    const request = { signal: stop.signal, max_bytes: MIB };
    const all = Array.from({ length: 7 }, () => fetch(silent.url('/'), request).catch((error: Error) => error.message));
    await four.promise;
    // A fifth would have arrived by the time that another server has answered.
    await globalThis.fetch(open.url('/plain'));
    expect(arrived).toBe(4);
    stop.abort(new Error('enough'));
    expect(await Promise.all(all)).toEqual(Array(7).fill('enough'));
    await silent.close();
  });
});
