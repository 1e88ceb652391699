import { Fields } from '../fields.ts';

/** A box without its header (ISO/IEC 14496-12, 4.2). */
export type Box = { type: string; body: Uint8Array };

/** Boxes of one parent that are looked at. */
const MOST = 1024;

/** The boxes in a body, in order; a size that lies ends them. */
export function* boxesIn(body: Uint8Array): Generator<Box> {
  let at = 0;
  for (let count = 0; count < MOST && body.byteLength - at >= 8; count++) {
    const header = readHeader(body.subarray(at, at + 16));
    if (header === null) return;
    const end = header.size === null ? body.byteLength : at + header.size;
    if (end > body.byteLength) return;
    yield { type: header.type, body: body.subarray(at + header.length, end) };
    at = end;
  }
}

/** The body of the first box down a path of names; null where one is missing. */
export function boxAt(body: Uint8Array, ...path: string[]): Uint8Array | null {
  let found: Uint8Array | null = body;
  for (const type of path) found = found && ([...boxesIn(found)].find((box) => box.type === type)?.body ?? null);
  return found;
}

export function allBoxes(body: Uint8Array, type: string): Uint8Array[] {
  return [...boxesIn(body)].filter((box) => box.type === type).map((box) => box.body);
}

/** `size` counts the header; null: up to the end of the file. */
export type BoxHeader = { type: string; length: number; size: number | null };

/** @param bytes sixteen, or what is left of the file @returns null where they are no header */
export function readHeader(bytes: Uint8Array): BoxHeader | null {
  if (bytes.byteLength < 8) return null;
  const fields = new Fields(bytes);
  const short = fields.u32();
  const type = fields.name();
  if (short === 0) return { type, length: 8, size: null };
  if (short !== 1) return short < 8 ? null : { type, length: 8, size: short };
  if (fields.left < 8) return null;
  const size = fields.u64();
  return size < 16 || !Number.isSafeInteger(size) ? null : { type, length: 16, size };
}

/** A full box's version and flags, and the fields after them. */
export function fullBox(body: Uint8Array): { version: number; flags: number; fields: Fields } {
  const fields = new Fields(body);
  const word = fields.u32();
  return { version: word >>> 24, flags: word & 0xff_ff_ff, fields };
}
