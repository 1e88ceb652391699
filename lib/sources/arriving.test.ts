import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { createGuardedFetch } from '#lib/net/guarded-fetch.ts';
import { byteCount } from '#lib/protocol/byte-count.ts';
import { LoopbackServer } from '#lib/testing/loopback-server.ts';
import { createWebSource } from './web.ts';

const LINES = Array.from({ length: 400 }, (_, index) => `00:${String(Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}.000 --> 00:50:00.000\nThis is line ${index}.\n`);
const VTT = Buffer.from(`WEBVTT\n\n${LINES.join('\n')}`);
const HALF = VTT.length / 2;

type Told = { fraction: number; message: string };

/** Reads captions whose second half comes only once something was told of the first. */
async function read(headers: Record<string, string>, body: Buffer): Promise<Told[]> {
  const { promise: half, resolve } = Promise.withResolvers<void>();
  const server = await LoopbackServer.listen((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/vtt', ...headers }).write(body.subarray(0, body.length / 2));
    void half.then(() => response.end(body.subarray(body.length / 2)));
  });
  const told: Told[] = [];
  const progress = (done: number, total: number, message: string) => {
    told.push({ fraction: done / total, message });
    if (/ (of|so) /.test(message)) resolve();
  };
  try {
    const source = createWebSource(createGuardedFetch({ allow: [server.allow] }));
    const context = { signal: AbortSignal.timeout(12_000), progress };
    const { cues } = await source.captions(await source.resolve(server.url('/talk.vtt'), {}, context), {}, context);
    expect(cues).toHaveLength(LINES.length);
    return told;
  } finally {
    await server.close();
  }
}

it('captions that come slowly say how much of them has come, and the bar moves', async () => {
  const told = await read({ 'content-length': String(VTT.length) }, VTT);
  const [first] = told.filter(({ message }) => message.includes(' of '));
  expect(first?.message).toMatch(/^Fetching the captions, 9\.\d KB of 19 KB$/);
  expect(first?.fraction).toBeCloseTo((0.9 * HALF) / VTT.length, 2);
  expect(told.at(-1)).toEqual({ fraction: 1, message: '400 lines' });
  expect(told.map(({ fraction }) => fraction)).toEqual(told.map(({ fraction }) => fraction).toSorted((a, b) => a - b));
});

it('where the site does not say how much there is, only what has come is told', async () => {
  const told = await read({}, VTT);
  expect(told).toContainEqual({ fraction: 0, message: expect.stringMatching(/, 9\.\d KB so far$/) as string });
});

it('what came compressed is counted as it came', async () => {
  const packed = gzipSync(VTT);
  const told = await read({ 'content-encoding': 'gzip', 'content-length': String(packed.length) }, packed);
  expect(told.some(({ message }) => message.endsWith(` of ${byteCount(packed.length)}`))).toBe(true);
  expect(Math.max(...told.slice(0, -1).map(({ fraction }) => fraction))).toBeLessThanOrEqual(0.9);
});
