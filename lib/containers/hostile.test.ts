import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cleanCues } from '#lib/captions/clean-cues.ts';
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
    const cues = cleanCues(raw);
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

describe('files made to hurt', () => {
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
