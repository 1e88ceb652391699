import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import type { Failure } from '#lib/protocol/errors.ts';
import type { ProbeMediaJob } from '#lib/sources/inside.ts';
import { chunksWithoutEnd, fragmentWithoutEnd, samplesWithoutEnd } from '#lib/testing/hostile-media.ts';
import { makeTones } from '#lib/testing/tones.ts';
import { answer } from '#lib/uploads/file-fetch.ts';
import { Readers } from './readers.ts';

const URL_OF_IT = 'https://media.example/talk';
const LIMITS = { bytes: 128 * 1024 * 1024, requests: 2000 };

/** A file in memory, read as from a site. @param onRead told each time */
function served(bytes: Uint8Array, onRead: () => void = () => undefined): GuardedFetch {
  return async (url, { headers, signal }) => {
    onRead();
    signal.throwIfAborted();
    const part = (start: number, end: number) => new Blob([Buffer.from(bytes.subarray(start, end))]).stream();
    return { response: answer({ size: bytes.byteLength, type: null, range: new Headers(headers).get('range') }, part), url: new URL(url) };
  };
}

let readers: Readers;
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'mindtube-readers-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));
beforeEach(() => {
  readers = new Readers(path.join(import.meta.dirname, '..', 'reader-process.ts'));
});
afterEach(() => readers.close());

const probe = (fetch: GuardedFetch, signal = new AbortController().signal) => readers.run<ProbeMediaJob>('probe-media', { url: URL_OF_IT, limits: LIMITS }, { fetch, signal });
const failureOf = (run: Promise<unknown>) => run.then(() => null, (thrown: Failure) => thrown);

describe('files that strangers send, read in a process of their own', () => {
  it.each([['composition times of 2^32 samples', samplesWithoutEnd], ['a fragment of 2^32 samples', fragmentWithoutEnd], ['places of 25 million chunks', chunksWithoutEnd]])('%s end the reader alone, and others are served meanwhile', async (_, make) => {
    const bytes = make();
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    expect(await failureOf(probe(served(bytes)))).toMatchObject({ code: 'too_large', retryable: false });
    delay.disable();
    // A piece of a hundred megabytes is handed over meanwhile, and the machine may be busy; a parser here would never come back.
    expect(delay.percentile(99) / 1e6).toBeLessThan(500);
    await expect.poll(() => readers.size).toBe(0);
  }, 90_000);

  it('a cancel ends a reader that computes', async () => {
    const abort = new AbortController();
    let reads = 0;
    const run = failureOf(probe(served(samplesWithoutEnd(), () => (reads += 1)), abort.signal));
    await expect.poll(() => reads, { timeout: 20_000 }).toBeGreaterThan(0);
    abort.abort(new Error('enough'));
    expect(await run).toMatchObject({ message: 'enough' });
    expect(readers.size).toBe(0);
  }, 60_000);

  it('ordinary files are read one after the other by one process, which goes on after a broken one', async () => {
    await makeTones(path.join(directory, 'talk.m4a'), 3, []);
    const bytes = await readFile(path.join(directory, 'talk.m4a'));
    for (let times = 0; times < 3; times++) expect((await probe(served(bytes))).duration).toBeCloseTo(3, 0);
    expect(readers.size).toBe(1);
    expect(await failureOf(probe(served(Buffer.from('no media at all'))))).toMatchObject({ code: 'not_media' });
    expect((await probe(served(bytes))).duration).toBeCloseTo(3, 0);
  }, 60_000);

  it('what the fetch refuses is the failure of the job', async () => {
    const refusing: GuardedFetch = () => Promise.reject(Object.assign(new Error('no'), { code: 'source_blocked' }));
    expect(await failureOf(probe(refusing))).toMatchObject({ code: 'source_blocked' });
  });

  it('at the end of the server what is read fails as lost, and not as a fault of the file', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const run = failureOf(probe((_, { signal }) => new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      resolve();
    })));
    await asked;
    readers.close();
    expect(await run).toMatchObject({ code: 'worker_lost' });
    await expect.poll(() => readers.size).toBe(0);
    expect(await failureOf(probe(served(new Uint8Array(9))))).toMatchObject({ code: 'worker_lost' });
  });
});
