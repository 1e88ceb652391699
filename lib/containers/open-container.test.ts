import { readFile } from 'node:fs/promises';
import { BufferTarget, EncodedPacket, MkvOutputFormat, Mp4OutputFormat, Output, TextSubtitleSource, EncodedAudioPacketSource } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { cleanCues } from '#lib/captions/clean-cues.ts';
import { shortLanguage } from '#lib/captions/language.ts';
import { atOnce } from '#lib/platform/steps.ts';
import { SAID, subtitledMedia, SUBTITLED, subtitleStarts } from '#lib/testing/subtitled-media.ts';
import { memoryFile } from './byte-file.ts';
import { openContainer } from './open-container.ts';

const open = (bytes: Uint8Array) => openContainer(memoryFile(bytes));

describe('subtitles inside a file', () => {
  it.each(SUBTITLED)('%s: lines at the times that FFmpeg says, language, chapters and title', async (name) => {
    const path = await subtitledMedia(name);
    const [bytes, starts] = await Promise.all([readFile(path), subtitleStarts(path)]);
    const container = await open(bytes);
    const [track] = container?.tracks ?? [];
    expect(container?.tracks).toHaveLength(1);
    expect(shortLanguage(track?.language)).toBe('de');
    if (!/frag|dash|webm|mov$/.test(name)) expect(track?.label).toBe('Deutsch');
    const cues = atOnce(cleanCues((await track?.read()) ?? []));
    expect(cues.map(({ text }) => text)).toEqual(SAID.map(({ text }) => text));
    cues.forEach(({ start }, index) => expect(start).toBeCloseTo((name === 'ttml.mp4' ? SAID[index]?.start : starts[index]) ?? Number.NaN, 2));
    if (!/frag|dash/.test(name)) cues.forEach(({ start, end }, index) => expect(end - start).toBeCloseTo((SAID[index]?.end ?? 0) - (SAID[index]?.start ?? 0), 2));
    expect(container?.chapters).toEqual([{ title: 'Opening', start: 0 }, { title: 'Rest & end', start: 1.5 }]);
    if (/mkv|webm/.test(name)) expect(container?.title).toBe('A small talk');
  });

  it.each([['mp4', () => new Mp4OutputFormat()], ['fragmented mp4', () => new Mp4OutputFormat({ fastStart: 'fragmented' })], ['mkv', () => new MkvOutputFormat()]] as const)('WebVTT in %s as another writer lays it', async (_name, format) => {
    const target = new BufferTarget();
    const output = new Output({ format: format(), target });
    const words = new TextSubtitleSource('webvtt');
    const sound = new EncodedAudioPacketSource('opus');
    output.addAudioTrack(sound);
    output.addSubtitleTrack(words, { languageCode: 'jpn', name: 'Words' });
    await output.start();
    for (let index = 0; index < 150; index++) await sound.add(new EncodedPacket(new Uint8Array([0xfc, 0xff, 0xfe]), 'key', index * 0.02, 0.02), { decoderConfig: { codec: 'opus', sampleRate: 48_000, numberOfChannels: 2 } });
    await words.add('WEBVTT\n\n00:00.500 --> 00:01.500 align:start\n<v Ann>One</v>\n\n00:01.000 --> 00:02.000\nOver it\n\n00:02.500 --> 00:02.900\nTwo\nlines\n');
    await output.finalize();
    const container = await open(new Uint8Array(target.buffer ?? new ArrayBuffer(0)));
    expect(container?.tracks).toMatchObject([{ language: 'jpn' }]);
    expect(atOnce(cleanCues((await container?.tracks[0]?.read()) ?? []))).toEqual([
      { start: 0.5, end: 1.5, text: 'One', speaker: 'Ann' }, { start: 1, end: 2, text: 'Over it' }, { start: 2.5, end: 2.9, text: 'Two lines' },
    ]);
  });

  it('is nothing in files of other kinds', async () => {
    for (const bytes of [Buffer.from('ID3 and so on, which is no such file'), Buffer.alloc(0), Buffer.alloc(100), Buffer.from('RIFF....WAVEfmt ')]) expect(await open(bytes)).toBeNull();
  });
});
