/** A box of MP4 (ISO/IEC 14496-12, 4.2). */
export function box(type: string, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

/** Numbers of four bytes each. */
export function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
  return bytes;
}

const MOST = 0xff_ff_ff_ff;
const zeros = (count: number) => Buffer.alloc(count);
const AAC = box('mp4a', zeros(6), Buffer.from([0, 1]), zeros(8), Buffer.from([0, 2, 0, 16, 0, 0, 0, 0]), words(44_100 * 65_536), box('esds', words(0), Buffer.from([3, 0x19, 0, 1, 0, 4, 0x11, 0x40, 0x15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 2, 0x12, 0x10])));

function sound(...table: Uint8Array[]): Buffer {
  const media = [box('mdhd', words(0, 0, 0, 1000, 1_000_000), Buffer.from([0x15, 0xc7, 0, 0])), box('hdlr', words(0, 0), Buffer.from('soun'), zeros(13)), box('minf', box('stbl', box('stsd', words(0, 1), AAC), ...table))];
  return box('trak', box('tkhd', words(7, 0, 0, 1, 0, 1000, 0, 0), zeros(60)), box('mdia', ...media));
}

const file = (...parts: Uint8Array[]) => Buffer.concat([box('ftyp', Buffer.from('isom'), words(0), Buffer.from('isom')), box('moov', box('mvhd', words(0, 0, 0, 1000, 1_000_000), zeros(80)), ...parts)]);

/** Sound of as many samples as a table of one entry can say: a parser that believes it never comes back. */
export const samplesWithoutEnd = (): Buffer =>
  file(sound(box('stsz', words(0, 4, MOST)), box('stts', words(0, 1, MOST, 1)), box('ctts', words(0, 1, MOST, 1)), box('stsc', words(0, 1, 1, 1, 1)), box('stco', words(0, 1, 8))));

/** A fragment of as many samples. */
export const fragmentWithoutEnd = (): Buffer => Buffer.concat([
  file(sound(box('stsz', words(0, 0, 0)), box('stts', words(0, 0)), box('stsc', words(0, 0)), box('stco', words(0, 0))), box('mvex', box('trex', words(0, 1, 1, 1, 1, 0)))),
  box('moof', box('mfhd', words(0, 1)), box('traf', box('tfhd', words(0, 1)), box('trun', words(0, MOST)))),
]);

/** Places of 25 million chunks, 100 MB of them: one list, grown by a half at a time, which a heap limit of a thread does not hold. */
export const chunksWithoutEnd = (count = 25_000_000): Buffer =>
  file(sound(box('stsz', words(0, 4, count)), box('stts', words(0, 1, count, 1)), box('stsc', words(0, 1, 1, 1, 1)), box('stco', words(0, count), Buffer.alloc(count * 4, Buffer.from([0, 0, 0, 8])))));
