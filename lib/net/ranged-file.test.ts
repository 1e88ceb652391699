import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoopbackServer, type Answer } from '#lib/testing/loopback-server.ts';
import { createGuardedFetch } from './guarded-fetch.ts';
import { RangedFile } from './ranged-file.ts';
import { within } from './within.ts';

const DATA = Buffer.from(Array.from({ length: 10_000 }, (_, index) => index % 251));
const ranged: Answer = (request, response) => {
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const end = Math.min(DATA.length - 1, to === '' ? DATA.length - 1 : Number(to));
  response.writeHead(206, { 'content-range': `bytes ${from}-${end}/${DATA.length}` }).end(DATA.subarray(Number(from), end + 1));
};
let answer: Answer;
let server: LoopbackServer;
beforeEach(async () => {
  answer = ranged;
  server = await LoopbackServer.listen((request, response) => answer(request, response));
});
afterEach(() => server.close());

const file = (limits?: { bytes: number; requests: number }) => new RangedFile(createGuardedFetch({ allow: [server.allow] }), server.url('/f'), { signal: AbortSignal.timeout(5000), ...(limits ? { limits } : {}) });

describe('a file of which parts are read', () => {
  it('gives the bytes asked for, and those read along from memory', async () => {
    const read = file();
    expect(Buffer.from(await read.read(100, 10, 1000))).toEqual(DATA.subarray(100, 110));
    expect(read.size).toBe(10_000);
    expect(Buffer.from(await read.read(200, 50))).toEqual(DATA.subarray(200, 250));
    expect(Buffer.from(await read.read(9_990, 50))).toEqual(DATA.subarray(9_990));
    expect(await read.read(20_000, 50)).toHaveLength(0);
    expect(read.spent).toEqual({ bytes: 1020, requests: 2 });
  });

  it('lets others in, and hears who gives up, while it reads only what it holds', async () => {
    const patience = new AbortController();
    const held = new RangedFile(createGuardedFetch({ allow: [server.allow] }), server.url('/f'), { signal: patience.signal });
    await held.read(0, 1000);
    setImmediate(() => patience.abort(new Error('enough')));
    const walk = async () => { for (let count = 0; count < 10_000; count++) await held.read(count % 1000, 1); };
    await expect(walk()).rejects.toThrow('enough');
  });

  it('takes a file from its start where the server knows no ranges, and refuses what lies further on', async () => {
    answer = (_request, response) => void response.writeHead(200, { 'content-length': DATA.length }).end(DATA);
    const small = file();
    expect(Buffer.from(await small.read(5, 5))).toEqual(DATA.subarray(5, 10));
    expect(Buffer.from(await small.read(500, 5))).toEqual(DATA.subarray(500, 505));
    expect(server.asked).toHaveLength(1);
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 1e9 });
      const pour = () => { while (!response.destroyed && response.write(Buffer.alloc(65_536, 7))); };
      response.on('drain', pour);
      pour();
    };
    const large = file();
    expect(await large.read(5, 5)).toHaveLength(5);
    await expect(large.read(500_000_000, 5)).rejects.toMatchObject({ code: 'source_blocked' });
    expect(large.spent.bytes).toBe(16 * 1024 * 1024);
  });

  it('stops at its limits, at lies about the part, and at a range that does not end', async () => {
    await expect(file({ bytes: 100, requests: 9 }).read(0, 200)).rejects.toMatchObject({ code: 'too_large' });
    const few = file({ bytes: 1e6, requests: 2 });
    await few.read(0, 1);
    await few.read(10, 1);
    await expect(few.read(20, 1)).rejects.toMatchObject({ code: 'too_large' });
    answer = (_request, response) => void response.writeHead(206, { 'content-range': 'bytes 7-9/10000' }).end('abc');
    await expect(file().read(0, 3)).rejects.toMatchObject({ code: 'source_unreachable' });
    answer = (_request, response) => {
      response.writeHead(206, { 'content-range': 'bytes 0-2/10000' });
      const pour = () => { while (!response.destroyed && response.write(Buffer.alloc(65_536))); };
      response.on('drain', pour);
      pour();
    };
    expect(await file().read(0, 3)).toHaveLength(3);
  });

  it('asks once more for a range that broke off', async () => {
    let first = true;
    answer = (request, response) => {
      if (!first) return ranged(request, response);
      first = false;
      response.writeHead(206, { 'content-range': 'bytes 0-99/10000', 'content-length': 100 });
      response.write('half', () => response.socket?.resetAndDestroy());
    };
    expect(Buffer.from(await file().read(0, 100))).toEqual(DATA.subarray(0, 100));
  });

  it('is read within a time in all, however many reads each take their time', async () => {
    answer = (request, response) => void setTimeout(() => ranged(request, response), 60);
    const reading = within(300, AbortSignal.timeout(5000), async (signal) => {
      const slow = new RangedFile(createGuardedFetch({ allow: [server.allow] }), server.url('/f'), { signal });
      for (let at = 0; at < 9000; at += 10) await slow.read(at, 5);
    });
    await expect(reading).rejects.toMatchObject({ code: 'source_unreachable' });
    expect(server.asked.length).toBeLessThan(10);
    await expect(within(5000, AbortSignal.abort('stopped'), async (signal) => signal.throwIfAborted())).rejects.toBe('stopped');
  });
});
