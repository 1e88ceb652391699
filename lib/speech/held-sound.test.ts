import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '#lib/platform/clock.ts';
import { MediaServer } from '#lib/testing/media-server.ts';
import { MemoryParts } from '#lib/testing/memory-parts.ts';
import { makeTones } from '#lib/testing/tones.ts';
import { unguardedFetch } from '#lib/testing/unguarded-fetch.ts';
import { createOpenAiTranscriber } from './openai-transcriber.ts';
import { createServicePost } from './service-post.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const SECONDS = 100;
/** 16 MB of sound, in slices of 5 MB. */
const LIMITS = { bytes: 20_000_000, seconds: 30, overlap: 2 };
const PARALLEL = 3;

let directory = '';
let media: MediaServer;
let service: Server;
/** Requests that have come in whole and wait for their answer. */
let waiting: ServerResponse[] = [];
let full = Promise.withResolvers<void>();

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'mindtube-held-'));
  await mkdir(path.join(directory, 'temporary'));
  await makeTones(path.join(directory, 'talk.wav'), SECONDS, ['-ar', '44100', '-ac', '2']);
});
afterAll(() => rm(directory, { recursive: true, force: true }));
beforeEach(async () => {
  vi.stubEnv('TMPDIR', path.join(directory, 'temporary'));
  media = await MediaServer.listen(directory);
  [waiting, full] = [[], Promise.withResolvers()];
  // Keeps nothing of what it is sent.
  service = createServer((request, response) => void request.resume().on('end', () => {
    if (waiting.push(response) === PARALLEL) full.resolve();
  }));
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  service.closeAllConnections();
  await Promise.all([media.close(), new Promise((resolve) => service.close(resolve))]);
});

const transcribe = (signal: AbortSignal) => createOpenAiTranscriber({
  base_url: `http://127.0.0.1:${(service.address() as AddressInfo).port}/v1`, api_key: null, model: 'm', fetch: createServicePost(), media_fetch: () => unguardedFetch(), clock: systemClock, max_seconds: 600,
  limits: LIMITS, parallel: PARALLEL,
}).transcribe(media.url('talk.wav'), 'en', { signal, progress: () => {}, parts: new MemoryParts() });

const inMemory = () => {
  collect();
  return process.memoryUsage().arrayBuffers;
};
const onDisk = async () => (await readdir(path.join(directory, 'temporary'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;

it('holds no sound in memory while the service takes its time, and leaves none on the disk', async () => {
  const before = inMemory();
  const abort = new AbortController();
  const run = transcribe(abort.signal).catch((thrown: unknown) => thrown);
  await full.promise;
  // Three slices are 16 MB; what remains is what the reader of the file keeps. What is on its way through both ends
  // of a socket goes when its turn is over.
  await expect.poll(() => inMemory() - before, { timeout: 10_000 }).toBeLessThan(4_000_000);
  expect(await onDisk()).toBe(PARALLEL);
  abort.abort();
  expect(await run).toMatchObject({ code: 'cancelled' });
  expect(await readdir(path.join(directory, 'temporary'))).toEqual([]);
});
