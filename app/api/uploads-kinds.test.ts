import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { DetailedError } from 'tus-js-client';
import { describe, expect, it } from 'vitest';
import { smallMedia } from '#lib/testing/make-media.ts';
import { expectProblem } from '#lib/testing/route-calls.ts';
import { byTus } from '#lib/testing/tus-client.ts';
import { MAX, SRT, uploadWorld } from '#lib/testing/upload-world.ts';

const world = uploadWorld();
const { begun, call, files, play, send, sent, viewOf } = world;

describe('what a file is', () => {
  it.each(['mp4', 'webm', 'mkv', 'mp3', 'wav'] as const)('%s is media whatever its name says', async (kind) => {
    const id = await sent(await readFile(await smallMedia(kind)), 'notes.txt');
    expect((await viewOf(id)).kind).toBe('media');
  });

  it('SRT and VTT are captions, words alone are text, in the encodings they come in', async () => {
    const kinds = async (...all: (string | Buffer)[]) => Promise.all(all.map(async (body) => (await viewOf(await sent(body, 'a.mp4'))).kind));
    expect(await kinds(SRT, `WEBVTT\n\n00:01.000 --> 00:02.000\nHi`, Buffer.from(`\ufeff${SRT}`, 'utf16le'))).toEqual(['captions', 'captions', 'captions']);
    expect(await kinds('Just what was said.', Buffer.from('Über die Brücke, ganz schön weit und ohne Eile.', 'latin1'), '橋は重さを支える。')).toEqual(['text', 'text', 'text']);
  });

  it.each([
    ['a zip', Buffer.concat([Buffer.from('PK\u0003\u0004'), randomBytes(3000)])], ['a PDF', '%PDF-1.4\nwords'], ['a page', '<!doctype html><p>Only words.'],
    ['JSON', '{"a":["words"]}'], ['a playlist, which names files that nobody sent', '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n/etc/passwd\n#EXT-X-ENDLIST\n'],
    ['noise', randomBytes(5000)], ['no words', '12 34\n'],
  ])('%s is not taken, and is gone', async (_name, body) => {
    const bytes = Buffer.from(body);
    const { id } = await begun(bytes.byteLength, 'talk.mp4');
    await expectProblem(send(id, 0, bytes), 422, 'not_media');
    await expectProblem(call('GET', `/uploads/${id}`), 404, 'not_found');
    expect(await files()).not.toContain(id);
  });

  it('a wrong one is refused by its beginning, before all of it has come', async () => {
    const { id } = await begun(MAX, 'film.mp4');
    await expectProblem(send(id, 0, randomBytes(70_000)), 422, 'not_media');
    await expect(byTus(world.server, randomBytes(300_000), { chunkSize: 70_000 })).rejects.toSatisfy((error: DetailedError) => error.originalResponse?.getStatus() === 422);
  });
});

describe('an id that no file can have', () => {
  it.each(['a.b', '%00', 'x'.repeat(65)])('is answered as one of a file that is not there (%s)', async (id) => {
    const problems = await Promise.all([call('GET', `/uploads/${id}`), call('DELETE', `/uploads/${id}`), send(id, 0, world.talk), play(id)].map((answer) => expectProblem(answer, 404, 'not_found')));
    const { detail } = await expectProblem(call('GET', '/uploads/nobody'), 404, 'not_found');
    expect(new Set(problems.map((problem) => problem.detail))).toEqual(new Set([detail]));
  });
});
