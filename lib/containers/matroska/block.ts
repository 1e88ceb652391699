import { Fields, whole } from '../fields.ts';
import { childOf, readVint, uintOf, type Element } from './ebml.ts';
import { ID } from './ids.ts';

/** A block (RFC 9559, 10): the frames of one track at one time. */
export type Block = {
  track: number;
  /** Ticks after its cluster's time. */
  time: number;
  /** Ticks; null where the block does not say. */
  duration: number | null;
  frames: Uint8Array[];
};

/** A block with the time at which it counts, in ticks. */
export type TimedBlock = { block: Block; start: number };

/** @param element a `SimpleBlock` or a `BlockGroup` @returns null where it is neither, or broken */
export function readBlock({ id, body }: Element): Block | null {
  if (id === ID.SimpleBlock) return whole(() => parse(body, null), null);
  const block = id === ID.BlockGroup ? childOf(body, ID.Block) : null;
  return block && whole(() => parse(block, uintOf(body, ID.BlockDuration, null)), null);
}

/** The track that the first bytes of an element of a cluster belong to; null where they do not tell. */
export function trackOf(id: number, start: Uint8Array): number | null {
  if (id === ID.SimpleBlock) return readVint(start, 0, 8)?.value ?? null;
  const size = id === ID.BlockGroup && start[0] === ID.Block ? readVint(start, 1, 8) : null;
  return size ? (readVint(start, 1 + size.length, 8)?.value ?? null) : null;
}

function parse(body: Uint8Array, duration: number | null): Block | null {
  const track = readVint(body, 0, 8);
  if (!track) return null;
  const fields = new Fields(body);
  const time = fields.skip(track.length).i16();
  const lacing = (fields.u8() >> 1) & 3;
  return { track: track.value, time, duration, frames: lacing === 0 ? [fields.rest()] : laced(fields, lacing) };
}

/** Several frames in one block: their sizes are told by bytes that add up (1), by an even share (2) or by differences (3). */
function laced(fields: Fields, lacing: number): Uint8Array[] {
  const count = fields.u8() + 1;
  const share = Math.floor(fields.left / count);
  if (lacing === 2) return Array.from({ length: count }, () => fields.take(share));
  const sizes = lacing === 1 ? addedUp(fields, count - 1) : differing(fields, count - 1);
  return [...sizes.map((size) => fields.take(size)), fields.rest()];
}

function addedUp(fields: Fields, count: number): number[] {
  return Array.from({ length: count }, () => {
    let size = 0;
    for (let byte = 255; byte === 255; size += byte) byte = fields.u8();
    return size;
  });
}

function differing(fields: Fields, count: number): number[] {
  let size = 0;
  return Array.from({ length: count }, (_, index) => {
    const vint = readVint(fields.bytes, fields.at, 8);
    if (!vint) throw new RangeError('no size');
    fields.skip(vint.length);
    // Differences count from the middle of what their width holds.
    size = index === 0 ? vint.value : size + vint.value - (2 ** (7 * vint.length - 1) - 1);
    return size;
  });
}
