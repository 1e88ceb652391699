import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Failure } from '#lib/protocol/errors.ts';
import { zProblem } from '#lib/protocol/http.ts';
import { fileResponse } from './file-response.ts';
import { problem } from './problem.ts';
import { publicOrigin } from './public-origin.ts';
import { readJson, readQuery, readText } from './read-body.ts';

const post = (body: BodyInit) => new Request('http://here/', { method: 'POST', body });

describe('a problem', () => {
  it('fits RFC 9457 and carries the code, the next step and the time to wait', async () => {
    const response = problem(new Failure('rate_limited', { retry_after: 2.2 }));
    expect(response.status).toBe(429);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('retry-after')).toBe('3');
    expect(zProblem.parse(await response.json())).toMatchObject({ code: 'rate_limited', status: 429, retry_after: 2.2 });
  });

  it('asks for a credential where there was none, and tells nothing of an inner fault', async () => {
    expect(problem(new Failure('unauthorized')).headers.get('www-authenticate')).toBe('Bearer');
    expect(await problem(new Failure('internal', { cause: new Error('the password is 1234') })).text()).not.toContain('1234');
  });
});

describe('a body', () => {
  it('is read up to its limit, whatever its length is said to be', async () => {
    expect(await readText(post('x'.repeat(10)), 10)).toBe('x'.repeat(10));
    await expect(readText(post('x'.repeat(11)), 10)).rejects.toMatchObject({ code: 'too_large' });
    let sent = 0;
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1024).fill(++sent % 100)) });
    const request = new Request('http://here/', { method: 'POST', body: endless, duplex: 'half' } as RequestInit);
    await expect(readText(request, 4096)).rejects.toMatchObject({ code: 'too_large' });
    expect(sent).toBeLessThan(10);
  });

  it('that is not UTF-8, not JSON, or not of the shape is a bad message that names the field', async () => {
    const schema = z.object({ url: z.string() });
    await expect(readJson(post(new Uint8Array([0x22, 0xff, 0x22])), schema)).rejects.toMatchObject({ code: 'bad_message' });
    await expect(readJson(post('{'), schema)).rejects.toMatchObject({ code: 'bad_message' });
    await expect(readJson(post('{"url":1}'), schema)).rejects.toMatchObject({ code: 'bad_message', message: expect.stringContaining('url') });
    expect(await readJson(post(''), z.object({ a: z.int().optional() }))).toEqual({});
  });

  it('a query is checked alike', () => {
    expect(() => readQuery(new URL('http://here/?n=x'), z.object({ n: z.coerce.number() }))).toThrow('n:');
  });
});

describe('the origin that people see', () => {
  const origin = (headers: Record<string, string>, allowed: string[] = []) => publicOrigin(new Headers(headers), allowed);
  const allowed = ['https://tube.example.org', 'https://other.example.org:8443'];

  it('is the host of the call, and no forwarded word changes it', () => {
    expect(origin({ host: '127.0.0.1:3000', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' })).toBe('http://127.0.0.1:3000');
    expect(origin({ host: '127.0.0.1:3000', 'x-forwarded-host': '127.0.0.1:3000' }, allowed)).toBe('http://127.0.0.1:3000');
    expect(origin({ host: 'evil/../x', origin: 'https://evil.example' })).toBe('http://evil');
    expect(origin({ host: 'a b' })).toBe('http://localhost');
  });

  it('is the allowed origin that the call names, by its origin or its host', () => {
    expect(origin({ host: '127.0.0.1:3000', origin: 'https://other.example.org:8443' }, allowed)).toBe('https://other.example.org:8443');
    expect(origin({ host: 'tube.example.org' }, allowed)).toBe('https://tube.example.org');
  });

  it('is the first allowed one behind a proxy that hides the host', () => {
    for (const sign of ['x-forwarded-host', 'via', 'forwarded', 'x-real-ip']) expect(origin({ host: '127.0.0.1:3000', [sign]: 'x' }, allowed)).toBe('https://tube.example.org');
  });
});

describe('a file', () => {
  it('keeps its name in any script, and a plain one for old readers', () => {
    const response = fileResponse({ body: 'x', content_type: 'text/markdown', filename: '橋 "q".md' }, { download: true, partial: true });
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="_ _q_.md"; filename*=UTF-8\'\'%E6%A9%8B%20%22q%22.md');
    expect(response.headers.get('x-partial')).toBe('true');
  });

  it('is not marked partial when the run is complete', () => {
    expect(fileResponse({ body: '{}', content_type: 'application/json', filename: 'a.json' }, { download: false, partial: false }).headers.has('x-partial')).toBe(false);
  });
});
