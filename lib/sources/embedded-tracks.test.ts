import { copyFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGuardedFetch } from '#lib/net/guarded-fetch.ts';
import { longFilm } from '#lib/testing/long-film.ts';
import { MediaServer } from '#lib/testing/media-server.ts';
import { sourceContext } from '#lib/testing/source-context.ts';
import { SAID, subtitledMedia } from '#lib/testing/subtitled-media.ts';
import { zResolved } from './source.ts';
import { createWebSource } from './web.ts';

let directory: string;
let files: MediaServer;
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'mindtube-inside-'));
  files = await MediaServer.listen(directory);
});
afterEach(async () => {
  await files.close();
  await rm(directory, { recursive: true });
});

const source = () => createWebSource(createGuardedFetch({ allow: [new URL(files.url('')).host] }));
const resolve = async (name: string) => zResolved.parse(await source().resolve(new URL(files.url(name)), {}, sourceContext()));

describe('subtitles inside a file on the network', () => {
  it('are offered after those beside it, with language, name and the author\'s chapters, and read by parts', async () => {
    await copyFile(await subtitledMedia('moov-last.mp4'), path.join(directory, 'talk.mp4'));
    const resolved = await resolve('talk.mp4');
    expect(resolved.tracks).toEqual([{ url: files.url('talk.mp4#subtitle-track=3'), language: 'de', kind: 'manual', label: 'Deutsch', format: 'embedded' }]);
    expect(resolved.author_chapters).toEqual([{ title: 'Opening', start: 0 }, { title: 'Rest & end', start: 1.5 }]);
    const { cues, language } = await source().captions(resolved, {}, sourceContext());
    expect(language).toBe('de');
    expect(cues.map(({ text }) => text)).toEqual(SAID.map(({ text }) => text));
    await writeFile(path.join(directory, 'talk.srt'), '1\n00:00:00,000 --> 00:00:01,000\nBeside.\n');
    const both = await resolve('talk.mp4');
    expect(both.tracks.map(({ format }) => format)).toEqual(['srt', 'embedded']);
    expect((await source().captions(both, {}, sourceContext())).cues[0]?.text).toBe('Beside.');
    expect((await source().captions(both, { language: 'de' }, sourceContext())).language).toBe('de');
  });

  it('are found by the page that plays the file', async () => {
    await copyFile(await subtitledMedia('srt.mkv'), path.join(directory, 'talk.mkv'));
    await writeFile(path.join(directory, 'page'), '<!doctype html><html><title>A page</title><video src="talk.mkv"></video>');
    const resolved = await resolve('page');
    expect(resolved).toMatchObject({ tracks: [{ language: 'de', format: 'embedded' }], author_chapters: [{ title: 'Opening' }, { title: 'Rest & end' }] });
    expect((await source().captions(resolved, {}, sourceContext())).cues).toHaveLength(3);
  });

  it('that are gone meanwhile are captions_missing', async () => {
    await copyFile(await subtitledMedia('srt.mkv'), path.join(directory, 'talk.mkv'));
    const resolved = await resolve('talk.mkv');
    await copyFile(await subtitledMedia('webvtt.webm'), path.join(directory, 'talk.mkv'));
    const elsewhere = { ...resolved, tracks: resolved.tracks.map((track) => ({ ...track, url: track.url.replace(/\d+$/, '77') })) };
    await expect(source().captions(elsewhere, {}, sourceContext())).rejects.toMatchObject({ code: 'captions_missing' });
  });

  it.each(['first', 'last'] as const)('of ten minutes and 200 MB, index %s, take under two percent of it', async (moov) => {
    const { file, lines } = await longFilm(directory, { minutes: 10, bytes: 200_000_000, moov });
    const { size } = await stat(file);
    const resolved = await resolve(path.basename(file));
    expect(resolved.video.duration).toBeCloseTo(600, 0);
    const { cues } = await source().captions(resolved, {}, sourceContext());
    expect(cues.map(({ text }) => text)).toEqual(lines);
    expect(cues[100]?.start).toBeCloseTo(400, 1);
    expect(files.bytes / size).toBeLessThan(0.02);
  });
});
