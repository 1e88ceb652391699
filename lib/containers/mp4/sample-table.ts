import { whole, type Fields } from '../fields.ts';
import { boxAt, fullBox } from './boxes.ts';

/** Where a sample's bytes are, and when they count, in ticks of its track. */
export type Sample = { offset: number; size: number; start: number; duration: number };

/** Samples of a text track: one a second for three days. */
export const MOST_SAMPLES = 250_000;

/** The samples of a track that is not in fragments (ISO/IEC 14496-12, 8.6 and 8.7). */
export function samplesOf(table: Uint8Array): Sample[] {
  const sizes = whole(() => readSizes(table), []);
  const times = timesOf(table, sizes.length);
  const offsets = offsetsOf(table, sizes);
  return sizes.slice(0, Math.min(times.length, offsets.length)).map((size, index) => {
    const { start = 0, duration = 0 } = times[index] ?? {};
    return { offset: offsets[index] ?? 0, size, start, duration };
  });
}

function readSizes(table: Uint8Array): number[] {
  const plain = boxAt(table, 'stsz');
  const compact = plain ?? boxAt(table, 'stz2');
  if (!compact) return [];
  const { fields } = fullBox(compact);
  const common = fields.u32();
  const count = Math.min(MOST_SAMPLES, fields.u32());
  if (plain) return common > 0 ? Array<number>(count).fill(common) : upTo(count, fields, () => fields.u32());
  const bits = common & 0xff;
  if (bits === 4) return upTo(Math.ceil(count / 2), fields, () => fields.u8()).flatMap((pair) => [pair >> 4, pair & 15]).slice(0, count);
  return upTo(count, fields, () => (bits === 16 ? fields.u16() : fields.u8()));
}

function timesOf(table: Uint8Array, count: number): { start: number; duration: number }[] {
  const times: { start: number; duration: number }[] = [];
  let start = 0;
  eachEntry(boxAt(table, 'stts'), (fields) => {
    const run = fields.u32();
    const duration = fields.u32();
    for (let index = 0; index < run && times.length < count; index++) {
      times.push({ start, duration });
      start += duration;
    }
    return times.length < count;
  });
  return times;
}

/** Chunks hold samples one after the other; `stsc` says how many from which chunk on. */
function offsetsOf(table: Uint8Array, sizes: readonly number[]): number[] {
  const runs: { first: number; samples: number }[] = [];
  eachEntry(boxAt(table, 'stsc'), (fields) => {
    runs.push({ first: fields.u32(), samples: fields.u32() });
    fields.skip(4);
    return runs.length < MOST_SAMPLES;
  });
  const wide = boxAt(table, 'co64');
  const offsets: number[] = [];
  let chunk = 0;
  let run = 0;
  eachEntry(wide ?? boxAt(table, 'stco'), (fields) => {
    chunk += 1;
    while ((runs[run + 1]?.first ?? Infinity) <= chunk) run += 1;
    let offset = fields.word(wide !== null);
    for (let index = 0; index < (runs[run]?.samples ?? 0) && offsets.length < sizes.length; index++) {
      offset += push(offsets, offset, sizes);
    }
    return offsets.length < sizes.length && chunk < MOST_SAMPLES;
  });
  return offsets;
}

/** @returns the size of the sample that was put down */
function push(offsets: number[], offset: number, sizes: readonly number[]): number {
  offsets.push(offset);
  return sizes[offsets.length - 1] ?? 0;
}

/** Goes through a table's entries until they end, lie or are enough. */
function eachEntry(body: Uint8Array | null, entry: (fields: Fields) => boolean): void {
  if (body === null) return;
  whole(() => {
    const { fields } = fullBox(body);
    for (let count = fields.u32(); count > 0 && fields.left > 0; count--) if (!entry(fields)) return;
  }, undefined);
}

function upTo(count: number, fields: Fields, read: () => number): number[] {
  const values: number[] = [];
  whole(() => {
    while (values.length < count && fields.left > 0) values.push(read());
  }, undefined);
  return values;
}
