import type { ByteFile } from '../byte-file.ts';
import { whole, type Fields } from '../fields.ts';
import { allBoxes, fullBox, readHeader } from './boxes.ts';

/** Bytes of an index, and its entries. */
const LARGEST = 8 * 1024 * 1024;
const MOST = 20_000;

/**
 * Where the fragments are that hold a track's samples, by the index at the end of the file (`mfra`, ISO/IEC 14496-12,
 * 8.8.9), else where all are by the one at its start (`sidx`, 8.16.3). @returns rising; null where there is no index
 */
export async function fragmentPlaces(file: ByteFile, track_id: number, movie_end: number): Promise<number[] | null> {
  return (await fromRandomAccess(file, track_id)) ?? (await fromSegments(file, movie_end));
}

async function fromRandomAccess(file: ByteFile, track_id: number): Promise<number[] | null> {
  if (file.size === null || file.size < 16) return null;
  const tail = await file.read(file.size - 16, 16);
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(12);
  if (String.fromCharCode(...tail.subarray(4, 8)) !== 'mfro' || length > Math.min(LARGEST, file.size) || length < 24) return null;
  const mfra = await file.read(file.size - length, length);
  if (readHeader(mfra.subarray(0, 16))?.type !== 'mfra') return null;
  const places = allBoxes(mfra.subarray(8), 'tfra').map((tfra) => whole(() => placesIn(tfra, track_id), null)).find((found) => found !== null && found.length > 0);
  return places ? rising(places) : null;
}

function placesIn(tfra: Uint8Array, track_id: number): number[] | null {
  const { version, fields } = fullBox(tfra);
  if (fields.u32() !== track_id) return null;
  const widths = fields.u32();
  const numbers = [4, 2, 0].reduce((sum, shift) => sum + ((widths >> shift) & 3) + 1, 0);
  const count = Math.min(MOST, fields.u32());
  const wide = version === 1;
  return Array.from({ length: count }, () => {
    fields.skip(wide ? 8 : 4);
    const place = fields.word(wide);
    fields.skip(numbers);
    return place;
  });
}

async function fromSegments(file: ByteFile, movie_end: number): Promise<number[] | null> {
  const header = readHeader(await file.read(movie_end, 16, 4096));
  if (header?.type !== 'sidx' || header.size === null || header.size > LARGEST) return null;
  const body = await file.read(movie_end + header.length, header.size - header.length);
  const size = header.size;
  const found = whole(() => segmentsIn(fullBox(body), movie_end + size), null);
  return found && !(await goesOn(file, found.end)) ? found.places : null;
}

/** Some writers put an index before each fragment: the first one is not all there is. */
async function goesOn(file: ByteFile, end: number): Promise<boolean> {
  if (file.size !== null && end >= file.size) return false;
  const header = readHeader(await file.read(end, 16));
  return header !== null && ['moof', 'sidx', 'styp', 'emsg', 'prft'].includes(header.type);
}

function segmentsIn({ version, fields }: { version: number; fields: Fields }, end: number): { places: number[]; end: number } | null {
  fields.skip(8).skip(version === 0 ? 4 : 8);
  let place = end + fields.word(version !== 0);
  const count = fields.skip(2).u16();
  const places: number[] = [];
  for (let index = 0; index < count; index++) {
    const reference = fields.u32();
    // An index of indexes: each fragment tells where the next one is instead.
    if (reference >>> 31 === 1) return null;
    places.push(place);
    place += reference & 0x7f_ff_ff_ff;
    fields.skip(8);
  }
  return places.length > 0 ? { places, end: place } : null;
}

function rising(places: readonly number[]): number[] {
  return [...new Set(places)].toSorted((a, b) => a - b);
}
