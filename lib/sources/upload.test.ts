import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#lib/platform/clock.ts';
import type { UserActor } from '#lib/auth/actor.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import { uploadUrl } from '#lib/protocol/uploads.ts';
import { makeUser } from '#lib/testing/builders.ts';
import { smallMedia } from '#lib/testing/make-media.ts';
import { freshDatabase, type TestDb } from '#lib/testing/test-db.ts';
import { createFiles } from '#lib/uploads/files.ts';
import { createStorage } from '#lib/uploads/storage.ts';
import { createUploads } from '#lib/uploads/uploads.ts';
import { createUploadSource } from './upload.ts';

const SRT = '1\n00:00:00,500 --> 00:00:01,500\nBridges carry weight.\n\n2\n00:00:01,500 --> 00:00:02,500\nThey stand for long.\n';
const context = { signal: new AbortController().signal, progress: () => undefined };

let directory = '';
let database: TestDb;
let actor: UserActor;
beforeAll(async () => {
  [directory, database] = await Promise.all([mkdtemp(path.join(tmpdir(), 'mindtube-upload-source-')), freshDatabase()]);
  actor = await makeUser(database.db);
});
afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

/** The network that a source may reach: one captions file. */
const network: GuardedFetch = async (address) => ({ response: new Response(`WEBVTT\n\n00:01.000 --> 00:02.000\nFrom ${address}\n`), url: new URL(String(address)) });

/** Sends a file and reads it as a task would. */
async function taskOf(bytes: Buffer, filename: string, options: TaskOptions = {}) {
  const deps = { db: database.db, storage: createStorage(directory), clock: systemClock, limits: { max_bytes: 1e9, owner_bytes: null, unfinished: null } };
  const uploads = createUploads(deps);
  const { id } = await uploads.create(actor, { filename, size: bytes.byteLength, modified_at: null });
  const { url } = await uploads.append(actor, id, { offset: 0, body: new Blob([bytes as BlobPart]).stream() });
  const files = createFiles(deps);
  const source = createUploadSource(files, network);
  const resolved = await source.resolve(new URL(url), options, context);
  return { id, url, files, resolved, captions: () => source.captions(resolved, options, context) };
}

describe('a person’s own file', () => {
  it('of sound and picture has its own title and length, plays from here, and has no captions beside it', async () => {
    const { id, url, resolved, captions } = await taskOf(await readFile(await smallMedia('mp4')), 'talk.mp4');
    expect(resolved).toMatchObject({ source: 'upload', audio_url: url, video: { kind: 'upload', title: 'A small talk', author: 'Ada', media_url: `/api/v1/uploads/${id}/media` } });
    expect(resolved.video.duration).toBeCloseTo(3, 0);
    await expect(captions()).rejects.toMatchObject({ code: 'captions_missing' });
  });

  it('with subtitles in it is read without being listened to', async () => {
    const [subtitles, film] = [path.join(directory, 'x.srt'), path.join(directory, 'x.mkv')];
    await writeFile(subtitles, SRT);
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', '-i', await smallMedia('mp4'), '-i', subtitles, '-c', 'copy', '-c:s', 'srt', '-metadata:s:s:0', 'language=ger', film]);
    const { captions } = await taskOf(await readFile(film), 'film.mkv');
    const { language, cues } = await captions();
    expect([language, cues.map(({ text }) => text)]).toEqual(['de', ['Bridges carry weight.', 'They stand for long.']]);
    // FFmpeg moves all tracks by the sound's priming.
    expect(cues[0]?.start).toBeCloseTo(0.5, 1);
  });

  it('of captions keeps their times; of words alone it says that times are estimated', async () => {
    const timed = await taskOf(Buffer.from(SRT), 'a talk.srt');
    expect(timed.resolved.video).toMatchObject({ kind: 'captions', title: 'A talk', media_url: null });
    const words = await timed.captions();
    expect([words.origin, words.times, words.cues[0]?.start]).toEqual(['upload', undefined, 0.5]);
    const plain = await (await taskOf(Buffer.from('Bridges carry weight. They stand for long.'), 'a.txt')).captions();
    expect([plain.times, plain.cues.map(({ text }) => text)]).toEqual(['reading_speed', ['Bridges carry weight.', 'They stand for long.']]);
  });

  it('of sound and picture is read by the captions that came with it: a file of its owner’s, or a link', async () => {
    const film = await readFile(await smallMedia('mp4'));
    const timed = await (await taskOf(film, 'talk.mp4', { captions: (await taskOf(Buffer.from(SRT), 'talk.srt')).url })).captions();
    expect([timed.origin, timed.cues.map(({ text }) => text)]).toEqual(['upload', ['Bridges carry weight.', 'They stand for long.']]);
    // The film's length is known, so that words without times are laid out over it.
    const words = await (await taskOf(film, 'talk.mp4', { captions: (await taskOf(Buffer.from('Bridges carry weight.'), 'talk.txt')).url })).captions();
    expect(words.times).toBe('video_length');
    const linked = await (await taskOf(film, 'talk.mp4', { captions: 'https://example.org/talk.vtt' })).captions();
    expect(linked.cues[0]?.text).toBe('From https://example.org/talk.vtt');
  });

  it('leads to no other file and to no other place', async () => {
    const [mine, other] = [await taskOf(Buffer.from(SRT), 'a.srt'), await taskOf(Buffer.from(SRT), 'b.srt')];
    const ask = (address: string) => mine.files.fetch(mine.url)(address, { signal: context.signal, max_bytes: 1e6 });
    expect(await (await ask(mine.url)).response.text()).toBe(SRT);
    await expect(ask(other.url)).rejects.toMatchObject({ code: 'forbidden_address' });
    await expect(ask('https://example.org/a.srt')).rejects.toMatchObject({ code: 'forbidden_address' });
    await expect(ask(uploadUrl(mine.id, 'beside.vtt'))).rejects.toMatchObject({ code: 'video_unavailable' });
  });
});
