import { readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { cleanCues } from '#lib/captions/clean-cues.ts';
import { atOnce } from '#lib/platform/steps.ts';
import { processorMs } from '#lib/testing/processor-time.ts';
import { seeded } from '#lib/testing/seeded.ts';
import { subtitledMedia, SUBTITLED } from '#lib/testing/subtitled-media.ts';
import type { ByteFile } from './byte-file.ts';
import { openContainer } from './open-container.ts';

/** Reads all that a file offers. @returns how many reads and bytes that took, and how many characters were got of it */
async function readAll(bytes: Uint8Array, size = bytes.byteLength): Promise<{ reads: number; asked: number; got: number }> {
  const spent = { reads: 0, asked: 0, got: 0 };
  const file: ByteFile = { size, read: async (start, length) => {
    spent.reads += 1;
    spent.asked += length;
    return bytes.subarray(start, start + length);
  } };
  const container = await openContainer(file);
  for (const track of container?.tracks ?? []) {
    const raw = await track.read();
    spent.got = raw.reduce((sum, { text }) => sum + text.length, spent.got);
    const cues = atOnce(cleanCues(raw));
    cues.forEach((cue, index) => expect(cue.end > cue.start && cue.start >= (cues[index - 1]?.start ?? 0)).toBe(true));
  }
  return spent;
}

const box = (type: string, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};
const words = (...values: number[]): Buffer => Buffer.concat(values.map((value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}));
const textTrack = (table: Buffer): Buffer => box('trak', box('tkhd', words(1, 0, 0, 1, 0)), box('mdia', box('mdhd', words(0, 0, 0, 1000, 0, 0)), box('minf', box('stbl', box('stsd', words(0, 1), box('tx3g', words(0, 0))), table))));
const movie = (...parts: Buffer[]): Buffer => Buffer.concat([box('ftyp', words(0)), box('moov', ...parts)]);

/** An element of Matroska, its size in eight bytes. */
const element = (id: number[], ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(2n ** 56n + BigInt(body.length));
  return Buffer.concat([Buffer.from(id), size, body]);
};
const filled = (bytes: number, ...pattern: number[]): Buffer => Buffer.alloc(bytes - (bytes % pattern.length), Buffer.from(pattern));
type Shape = { index?: Buffer; chapters?: Buffer; tracks?: number; beside?: Buffer };
/** Tracks of lines, and what is said of them. */
const matroska = ({ index = Buffer.alloc(0), chapters = Buffer.alloc(0), tracks = 1, beside = Buffer.alloc(0) }: Shape): Buffer => {
  const track = element([0xae], beside, element([0x86], Buffer.from('S_TEXT/UTF8')), element([0x83], Buffer.from([0x11])), element([0xd7], Buffer.from([1])));
  const parts = [element([0x16, 0x54, 0xae, 0x6b], ...Array<Buffer>(tracks).fill(track)), element([0x10, 0x43, 0xa7, 0x70], chapters), element([0x1c, 0x53, 0xbb, 0x6b], index)];
  return Buffer.concat([element([0x1a, 0x45, 0xdf, 0xa3]), element([0x18, 0x53, 0x80, 0x67], ...parts, element([0x1f, 0x43, 0xb6, 0x75], element([0xe7], Buffer.from([0]))))]);
};
const MB = 1024 * 1024;
const JUNK = [0xec, 0x80];
const point = (...body: number[]) => [0xbb, 0x80 + body.length, ...body];

describe('files made to hurt', () => {
  /** Each of them once took up to half a minute, in which nobody else was served. */
  it.each<[string, Shape]>([
    ['points without end', { index: filled(30 * MB, ...point()) }],
    ['points of junk', { index: Buffer.concat(Array<Buffer>(30).fill(element([0xbb], filled(MB, ...JUNK)))) }],
    ['positions without end in each point', { index: Buffer.concat(Array<Buffer>(30).fill(element([0xbb], filled(MB, 0xb7, 0x80)))) }],
    ['positions of nothing in small points', { index: filled(30 * MB, ...point(...filled(60, 0xb7, 0x80))) }],
    ['one place without end', { index: filled(30 * MB, ...point(0xb3, 0x81, 1, 0xb7, 0x8a, 0xf7, 0x81, 1, 0xf1, 0x81, 1, 0xf0, 0x82, 0, 1)) }],
    ['tracks of junk', { tracks: 90, beside: filled(20_000, ...JUNK) }],
    ['chapters of junk', { chapters: element([0x45, 0xb9], ...Array<Buffer>(4).fill(element([0xb6], filled(900_000, ...JUNK)))) }],
  ])('an index or a part of Matroska of %s is read within bounds, and others are served meanwhile', async (_, shape) => {
    const bytes = matroska(shape);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const worked = await processorMs(() => readAll(bytes));
    delay.disable();
    expect(worked).toBeLessThan(6000);
    expect(delay.max / 1e6).toBeLessThan(1500);
  });

  it.each(SUBTITLED)('%s with bytes changed, lost and doubled at random is read, or not, within bounds', async (name) => {
    const good = await readFile(await subtitledMedia(name));
    const random = seeded(name);
    for (let round = 0; round < 150; round++) {
      const bytes = Buffer.from(good);
      for (let change = 0; change <= random(6); change++) bytes[random(2) === 0 ? random(3000) : random(bytes.length)] = random(4) === 0 ? 0xff : random(256);
      const from = random(bytes.length);
      const broken = random(3) === 0 ? Buffer.concat([bytes.subarray(0, from), bytes.subarray(random(bytes.length))]) : bytes;
      expect((await readAll(broken)).reads).toBeLessThan(5000);
    }
  });

  it('counts and sizes that lie take neither memory nor time', async () => {
    const huge = 0xff_ff_ff_ff;
    const tables = [
      [box('stsz', words(0, 1, huge)), box('stts', words(0, 1, huge, 1)), box('stsc', words(0, 1, 1, huge, 1)), box('stco', words(0, huge, 0))],
      [box('stsz', words(0, 0, huge, 5)), box('stts', words(0, huge, 5, 5)), box('stsc', words(0, huge, 1, 1, 1)), box('co64', words(0, huge, 0, 8))],
      [box('stsz', words(0, huge, huge)), box('stts', words(0, 1, huge, huge)), box('stsc', words(0, 1, 1, huge, 1)), box('co64', words(0, 1, huge, huge))],
      [box('stz2', words(0, 4, huge, 0)), box('stts', words(0, 0)), box('stsc', words(0, 0)), box('stco', words(0, 0))],
    ];
    for (const table of tables) {
      const { asked } = await readAll(movie(textTrack(Buffer.concat(table))));
      expect(asked).toBeLessThan(2_000_000);
    }
    await readAll(Buffer.concat([box('ftyp', words(0)), words(huge), Buffer.from('moov'), Buffer.alloc(100)]));
    await readAll(Buffer.concat([box('ftyp', words(0)), words(1), Buffer.from('moov'), words(huge, huge)]), 2 ** 40);
  });

  it('samples that all lie in one place do not make much of little', async () => {
    const lines = ['a', 'b'].map((letter) => Buffer.concat([Buffer.from([0xff, 0xff]), Buffer.alloc(65_535, letter)]));
    const start = box('ftyp', words(0)).length + 8;
    const places = Array.from({ length: 2000 }, (_, index) => start + (index % 2) * 65_537);
    const table = Buffer.concat([box('stsz', words(0, 65_537, 2000)), box('stts', words(0, 1, 2000, 1000)), box('stsc', words(0, 1, 1, 1, 1)), box('stco', words(0, 2000, ...places))]);
    const { got } = await readAll(Buffer.concat([box('ftyp', words(0)), box('free', ...lines), box('moov', textTrack(table))]));
    expect(got).toBeGreaterThan(10_000_000);
    expect(got).toBeLessThan(70_000_000);
  });

  it('boxes and elements without end, nested without bottom, or of no size are given up', async () => {
    let nested: Buffer = box('trak');
    for (let depth = 0; depth < 2000; depth++) nested = box('udta', nested);
    await readAll(movie(nested));
    const small = box('free');
    expect((await readAll(Buffer.concat(Array<Buffer>(20_000).fill(small)))).reads).toBeLessThan(6000);
    const tracks = movie(...Array<Buffer>(2000).fill(textTrack(box('stsz', words(0, 0, 0)))));
    await readAll(tracks);
    const ebml = Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80, 0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255]);
    expect((await readAll(Buffer.concat([ebml, Buffer.alloc(40_000, Buffer.from([0xec, 0x80]))]))).reads).toBeLessThan(2000);
    expect((await readAll(Buffer.concat([ebml, Buffer.alloc(4000, 0xff)]))).reads).toBeLessThan(2000);
  });
});
