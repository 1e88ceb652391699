import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '#lib/platform/clock.ts';
import { createGuardedFetch } from '#lib/net/guarded-fetch.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { untilAborted } from '#lib/testing/builders.ts';
import { MemoryParts } from '#lib/testing/memory-parts.ts';
import type { PartStore } from '#lib/platform/part-store.ts';
import { MediaServer } from '#lib/testing/media-server.ts';
import { SpeechServer } from '#lib/testing/speech-server.ts';
import { makeTones } from '#lib/testing/tones.ts';
import { unguardedFetch } from '#lib/testing/unguarded-fetch.ts';
import { createOpenAiTranscriber, type TranscriberDeps } from './openai-transcriber.ts';
import { createServicePost } from './service-post.ts';

const SECONDS = 45;
const FILES = {
  'talk.mp4': ['-f', 'lavfi', '-i', `testsrc=s=320x240:r=10:d=${SECONDS}`, '-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-map', '0:a', '-map', '1:v'],
  'talk.webm': ['-c:a', 'libopus'],
  'talk.mp3': ['-c:a', 'libmp3lame'],
  'talk.flac': ['-c:a', 'flac'],
  'talk.wav': ['-ar', '16000', '-ac', '1'],
};
const EXTENSIONS: Record<string, string> = { 'talk.mp4': 'm4a', 'talk.webm': 'ogg', 'talk.mp3': 'mp3', 'talk.flac': 'flac', 'talk.wav': 'wav' };

/** Waits are over at once, and are counted. */
const waits: number[] = [];
const hastyClock: Clock = {
  now: () => Date.now(),
  after(ms, fn) {
    waits.push(ms);
    const timer = setImmediate(fn);
    return () => clearImmediate(timer);
  },
};

let directory = '';
let media: MediaServer;
let speech: SpeechServer;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'mindtube-speech-'));
  await Promise.all(Object.entries(FILES).map(([file, codec]) => makeTones(path.join(directory, file), SECONDS, codec)));
});
afterAll(() => rm(directory, { recursive: true, force: true }));
beforeEach(async () => {
  waits.length = 0;
  [media, speech] = await Promise.all([MediaServer.listen(directory), SpeechServer.listen()]);
});
afterEach(() => Promise.all([media.close(), speech.close()]));

const transcriber = (more: Partial<TranscriberDeps> = {}) =>
  createOpenAiTranscriber({
    base_url: speech.base_url, api_key: 'secret', model: 'whisper-1', fetch: createServicePost(), media_fetch: () => unguardedFetch(), clock: hastyClock, max_seconds: 600,
    limits: { bytes: 20_000_000, seconds: 12, overlap: 2 }, parallel: 2, ...more,
  });
const transcribe = (file = 'talk.mp3', more: Partial<TranscriberDeps> = {}, context: { signal?: AbortSignal; progress?: (done: number, total: number, message: string) => void; parts?: PartStore } = {}) =>
  transcriber(more).transcribe(media.url(file), null, { signal: new AbortController().signal, progress: () => {}, parts: new MemoryParts(), ...context });
/** Counts what is read of the answers: what a server has put into a socket is more, by what the network's buffers hold. */
function countedFetch() {
  const counted = {
    bytes: 0,
    async fetch(...asked: Parameters<typeof fetch>) {
      const { body, status, headers } = await fetch(...asked);
      const count = new TransformStream<Uint8Array, Uint8Array>({ transform: (chunk, out) => ((counted.bytes += chunk.byteLength), out.enqueue(chunk)) });
      return new Response(body?.pipeThrough(count), { status, headers });
    },
  };
  return counted;
}
/** What `fetch` hands over at a time. */
const PIECE_BYTES = 65_536;
const numbers = (cues: { text: string }[]) => cues.flatMap(({ text }) => [...text.matchAll(/number(\d+)/g)].map((match) => Number(match[1])));
const ALL = Array.from({ length: SECONDS }, (_, second) => second);
const codeOf = (run: Promise<unknown>) => run.then(() => null, (thrown: Failure) => thrown);

describe('speech through an OpenAI-compatible service', () => {
  it.each(Object.keys(FILES))('%s: every word once, in order and in its place, the packets as they were', async (file) => {
    const read = countedFetch();
    const { language, cues } = await transcribe(file, { media_fetch: () => unguardedFetch(read.fetch) });
    expect(language).toBe('en');
    expect(numbers(cues)).toEqual(ALL);
    cues.forEach((cue, second) => expect(Math.abs(cue.start - second - 0.25)).toBeLessThan(0.15));
    expect(speech.requests.length).toBeGreaterThanOrEqual(4);
    expect(speech.requests.every(({ filename }) => filename.endsWith(`.${EXTENSIONS[file]}`))).toBe(true);
    // Once over; where a read is ended to go on elsewhere, a piece of it may be on its way.
    expect(media.requests).toBeLessThanOrEqual(4);
    expect(read.bytes).toBeLessThanOrEqual((await stat(path.join(directory, file))).size + (media.requests - 1) * PIECE_BYTES);
    expect(speech.busiest).toBeLessThanOrEqual(2);
  });

  it('cuts by size too, and sends the key, the model and the wish for segments', async () => {
    const { cues } = await transcribe('talk.wav', { limits: { bytes: 200_000, seconds: 300, overlap: 1 } });
    expect(numbers(cues)).toEqual(ALL);
    expect(speech.requests.every(({ bytes }) => bytes.length < 210_000)).toBe(true);
    expect(speech.requests[0]).toMatchObject({ authorization: 'Bearer secret', fields: { model: 'whisper-1', response_format: 'verbose_json', 'timestamp_granularities[]': 'segment' } });
  });

  it('sends MP4 with its index first, for services that read from a pipe', async () => {
    await transcribe('talk.mp4');
    for (const { bytes } of speech.requests) expect(Buffer.from(bytes).indexOf('moov')).toBeLessThan(Buffer.from(bytes).indexOf('mdat'));
  });

  it('follows a redirect of the service with all that it sends', async () => {
    speech.refuse = (_, count) => (count === 1 ? { status: 308, headers: { location: `${speech.base_url}/audio/transcriptions` } } : null);
    expect(numbers((await transcribe('talk.mp3', { parallel: 1 })).cues)).toEqual(ALL);
    expect(speech.requests[0]?.bytes).toEqual(speech.requests[1]?.bytes);
  });

  it('refuses what is longer than it is given, before anything is sent where the file says so', async () => {
    expect(await codeOf(transcribe('talk.mp4', { max_seconds: 40 }))).toMatchObject({ code: 'too_long', message: expect.stringContaining('40 s') as string, hint: expect.stringContaining('STT_MAX_SECONDS') as string });
    expect(speech.requests).toHaveLength(0);
  });

  it('asks for plain json from then on where segments are refused, and spreads the words over the slice', async () => {
    speech.refuse = ({ fields }) => (fields.response_format === 'verbose_json' ? { status: 400, body: '{"error":{"message":"response_format"}}' } : null);
    const { language, cues } = await transcribe('talk.mp3', { parallel: 1 });
    expect(speech.requests.filter(({ fields }) => fields.response_format === 'verbose_json')).toHaveLength(1);
    expect(language).toBe('und');
    expect([...new Set(numbers(cues))]).toEqual(ALL);
    cues.forEach((cue, index) => expect(cue.start).toBeGreaterThanOrEqual(cues[index - 1]?.start ?? 0));
    for (const cue of cues) expect(Math.abs(cue.start - (numbers([cue])[0] ?? 0))).toBeLessThan(3);
  });

  it('tells how many slices are done of how many', async () => {
    const told: [number, number, string][] = [];
    await transcribe('talk.mp3', {}, { progress: (...units) => told.push(units) });
    expect(told[0]).toEqual([0, 5, 'Sending the sound to speech recognition: 45 s in about 5 slices']);
    expect(told.at(-1)?.[2]).toBe('Heard 5 of about 5 slices');
    expect((told.at(-1)?.[0] ?? 0) / (told.at(-1)?.[1] ?? 1)).toBeGreaterThan(0.75);
  });

  it('tries a busy service again, as long as it asks for, each slice alone', async () => {
    speech.refuse = (_, count) => (count === 1 ? { status: 429, headers: { 'retry-after': '7' } } : count === 3 ? { status: 503 } : null);
    // One at a time, so that the third request is the second slice's first.
    expect(numbers((await transcribe('talk.mp3', { parallel: 1 })).cues)).toEqual(ALL);
    expect(waits).toEqual([7000, 1000]);
    expect(speech.requests).toHaveLength(7);
  });

  it('reads answers whose numbers are texts and whose language is null', async () => {
    speech.terse = true;
    const { language, cues } = await transcribe();
    expect([language, numbers(cues)]).toEqual(['und', ALL]);
  });

  it('tries again what was cut off in the middle of its answer', async () => {
    speech.refuse = (_, count) => (count === 2 ? 'cut' : null);
    expect(numbers((await transcribe()).cues)).toEqual(ALL);
    expect(speech.requests).toHaveLength(6);
  });

  it('halves what the service calls too large, sends nothing as large again, and cuts alike in the next attempt', async () => {
    const parts = new MemoryParts();
    const limits = { bytes: 20_000_000, seconds: 24, overlap: 2 };
    let most = 0;
    speech.refuse = ({ bytes }) => (bytes.length > 320_000 ? { status: 413 } : ((most = Math.max(most, bytes.length)), null));
    expect(numbers((await transcribe('talk.wav', { limits, parallel: 1 }, { parts })).cues)).toEqual(ALL);
    expect(speech.requests.filter(({ bytes }) => bytes.length > 320_000).length).toBeLessThanOrEqual(4);
    expect(most).toBeGreaterThan(100_000);
    speech.requests.length = 0;
    expect(numbers((await transcribe('talk.wav', { limits }, { parts })).cues)).toEqual(ALL);
    expect(speech.requests).toHaveLength(0);
  });

  it('gives up after four tries, and at once where the service asks for more than a minute', async () => {
    speech.refuse = () => ({ status: 503 });
    expect(await codeOf(transcribe('talk.mp3', { parallel: 1 }))).toMatchObject({ code: 'speech_failed', message: expect.stringContaining('503') as string, retryable: true });
    expect(speech.requests).toHaveLength(4);
    speech.refuse = () => ({ status: 429, headers: { 'retry-after': '3600' } });
    expect(await codeOf(transcribe('talk.mp3', { parallel: 1 }))).toMatchObject({ code: 'speech_failed' });
    expect(speech.requests).toHaveLength(5);
  });

  it.each([[401, 'STT_API_KEY'], [404, 'STT_MODEL'], [413, '25 MB'], [400, 'STT_MODEL']])('says what to do about %i', async (status, step) => {
    speech.refuse = () => ({ status, body: '{"error":{"message":"because"}}' });
    expect(await codeOf(transcribe())).toMatchObject({ code: 'speech_failed', message: expect.stringContaining('because') as string, hint: expect.stringContaining(step) as string, retryable: false });
  });

  it('refuses an answer that is no transcription', async () => {
    speech.refuse = () => ({ status: 200, body: '<html>' });
    expect(await codeOf(transcribe())).toMatchObject({ code: 'speech_failed' });
  });

  it('says that the service cannot be reached', async () => {
    const { base_url } = speech;
    await speech.close();
    const nobody = createOpenAiTranscriber({ base_url, api_key: null, model: 'm', fetch: createServicePost(), media_fetch: () => unguardedFetch(), clock: hastyClock, max_seconds: 600 });
    expect(await codeOf(nobody.transcribe(media.url('talk.mp3'), 'en', { signal: new AbortController().signal, progress: () => {}, parts: new MemoryParts() }))).toMatchObject({ code: 'speech_failed', message: expect.stringContaining('could not be reached') as string });
    speech = await SpeechServer.listen();
  });

  it('keeps what was heard, so that another try asks for the rest alone', async () => {
    const parts = new MemoryParts();
    speech.refuse = (_, count) => (count >= 4 ? { status: 400 } : null);
    expect(await codeOf(transcribe('talk.mp3', { parallel: 1 }, { parts }))).toMatchObject({ code: 'speech_failed' });
    speech.requests.length = 0;
    speech.refuse = () => null;
    expect(numbers((await transcribe('talk.mp3', {}, { parts })).cues)).toEqual(ALL);
    expect(speech.requests.length).toBe(2);
  });

  it('stops the request, the waiting and the reading when told to', async () => {
    const abort = new AbortController();
    speech.refuse = () => 'hang';
    speech.onRequest = () => abort.abort();
    expect(await codeOf(transcribe('talk.mp3', {}, { signal: abort.signal }))).toMatchObject({ code: 'cancelled' });
    const waiting = new AbortController();
    speech.refuse = () => ({ status: 503 });
    const stuckClock: Clock = { now: () => 0, after: () => (queueMicrotask(() => waiting.abort()), () => {}) };
    speech.onRequest = () => {};
    expect(await codeOf(transcribe('talk.mp3', { clock: stuckClock }, { signal: waiting.signal }))).toMatchObject({ code: 'cancelled' });
  });

  it('says at once what the service refuses, also where the file has stopped coming', async () => {
    const stalling: typeof fetch = async (url, init) => {
      const { body, status, headers } = await fetch(url, init);
      let left = 700_000;
      const steps = new TransformStream<Uint8Array, Uint8Array>({ transform: (chunk, controller) => ((left -= chunk.byteLength) > 0 ? controller.enqueue(chunk) : untilAborted(init!.signal!)) });
      return new Response(body!.pipeThrough(steps), { status, headers });
    };
    speech.refuse = () => ({ status: 401 });
    expect(await codeOf(transcribe('talk.wav', { media_fetch: () => unguardedFetch(stalling) }))).toMatchObject({ code: 'speech_failed', hint: expect.stringContaining('STT_API_KEY') as string });
  });

  it('stops the look into a file that does not answer', async () => {
    const abort = new AbortController();
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const silent: typeof fetch = (_url, init) => new Promise((_, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
      resolve();
    });
    const run = codeOf(transcribe('talk.mp3', { media_fetch: () => unguardedFetch(silent) }, { signal: abort.signal }));
    await asked;
    abort.abort();
    expect(await run).toMatchObject({ code: 'cancelled' });
  });

  it.each([[404, 'video_unavailable'], [403, 'source_blocked'], [429, 'source_rate_limited'], [500, 'source_unreachable']])('names why the recording cannot be read: %i', async (status, code) => {
    media.status = status;
    expect(await codeOf(transcribe())).toMatchObject({ code });
  }, 30_000);

  it('reads through the guarded fetch, which lets no private address be read', async () => {
    const address = new URL(media.url('talk.mp4')).host;
    const media_fetch = () => createGuardedFetch({ allow: [address] });
    expect(numbers((await transcribe('talk.mp4', { media_fetch })).cues)).toEqual(ALL);
    expect(await codeOf(transcribe('talk.mp4', { media_fetch: () => createGuardedFetch({ allow: [] }) }))).toMatchObject({ code: 'forbidden_address' });
  });

  it('passes on what the guarded fetch says, and tells bytes without sound', async () => {
    const forbidden = () => Promise.reject(new Failure('forbidden_address'));
    expect(await codeOf(transcribe('talk.mp3', { media_fetch: () => unguardedFetch(forbidden) }))).toMatchObject({ code: 'forbidden_address' });
    const text = async () => new Response('just words '.repeat(100), { status: 206, headers: { 'content-length': '1100', 'content-range': 'bytes 0-1099/1100' } });
    expect(await codeOf(transcribe('talk.mp3', { media_fetch: () => unguardedFetch(text) }))).toMatchObject({ code: 'not_media' });
  });
});
