import type { ByteFile } from '../byte-file.ts';
import { readHeader, type BoxHeader } from './boxes.ts';
import type { Fragment } from './fragments.ts';

/** Boxes of a file that are looked at before it is given up. */
const MOST_BOXES = 5000;
const MOST_FRAGMENTS = 20_000;
/** Bytes of a `moov`, which a film of a day does not reach. */
const LARGEST_MOVIE = 64 * 1024 * 1024;
const LARGEST_FRAGMENT = 4 * 1024 * 1024;
/** Read along with a header: a fragment's whole `moof`, as a rule. */
const AHEAD = 2048;

/** @returns the body of the `moov`, and where the boxes after it start; null where there is none */
export async function findMovie(file: ByteFile): Promise<{ moov: Uint8Array; end: number } | null> {
  let at = 0;
  for (let count = 0; count < MOST_BOXES; count++) {
    const header = await headerAt(file, at);
    if (header === null) return null;
    if (header.type === 'moov') {
      if ((header.size ?? Infinity) > LARGEST_MOVIE) return null;
      const end = at + (header.size ?? 0);
      return { moov: await file.read(at + header.length, end - at - header.length), end };
    }
    if (header.size === null) return null;
    at += header.size;
  }
  return null;
}

/**
 * The fragments of a file, in order: where an index names their places, those alone are read, else each box tells where
 * the next one is. @param places where fragments start, by an index; null without one
 */
export async function* fragmentsOf(file: ByteFile, from: number, places: readonly number[] | null): AsyncGenerator<Fragment> {
  if (places !== null) {
    for (const place of places.slice(0, MOST_FRAGMENTS)) {
      const found = await fragmentAt(file, place, await headerAt(file, place));
      if (found) yield found;
    }
    return;
  }
  let at = from;
  for (let count = 0; count < MOST_FRAGMENTS * 2; count++) {
    const header = await headerAt(file, at);
    const found = await fragmentAt(file, at, header);
    if (found) yield found;
    if (header?.size == null) return;
    at += header.size;
  }
}

async function fragmentAt(file: ByteFile, at: number, header: BoxHeader | null): Promise<Fragment | null> {
  if (header?.type !== 'moof' || header.size === null || header.size > LARGEST_FRAGMENT) return null;
  return { moof: await file.read(at + header.length, header.size - header.length), at };
}

async function headerAt(file: ByteFile, at: number): Promise<BoxHeader | null> {
  if (file.size !== null && at >= file.size) return null;
  return readHeader(await file.read(at, 16, AHEAD));
}
