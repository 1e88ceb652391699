import type { ByteFile } from '../byte-file.ts';
import { childrenOf, childOf, readElementHeader, uintOf, type ElementHeader } from './ebml.ts';
import { ID, TOP_LEVEL } from './ids.ts';

/** Parts of a segment that are read whole, with the bytes that each may have. */
const LARGEST: Record<number, number> = {
  [ID.SeekHead]: 64 * 1024, [ID.Info]: 1024 * 1024, [ID.Tracks]: 2 * 1024 * 1024, [ID.Chapters]: 4 * 1024 * 1024, [ID.Cues]: 32 * 1024 * 1024,
};
/** Elements before the first cluster that are looked at. */
const MOST_BEFORE = 500;
const MOST_SEEKS = 50;

export type Segment = {
  /** Where its content starts in the file: places in it count from here. */
  start: number;
  /** Where the first cluster's header is; null where there is none. */
  clusters: number | null;
  /** Bodies of the parts that are there, by id. */
  parts: ReadonlyMap<number, Uint8Array>;
};

/** The parts of a Matroska file that tell what is in it, wherever they are. @returns null where it is none */
export async function readSegment(file: ByteFile): Promise<Segment | null> {
  const ebml = await elementAt(file, 0);
  if (ebml?.size == null) return null;
  const at = ebml.length + ebml.size;
  const segment = await elementAt(file, at);
  if (segment?.id !== ID.Segment) return null;
  const start = at + segment.length;
  const parts = new Map<number, Uint8Array>();
  const clusters = await readForward(file, start, parts);
  const seen = new Set<number>();
  // An index at the end may be named by an index at the end.
  for (let round = 0; round < 2; round++) await readSought(file, { start, parts, seen });
  return { start, clusters, parts };
}

/** Reads parts up to the first cluster. @returns where that is */
async function readForward(file: ByteFile, start: number, parts: Map<number, Uint8Array>): Promise<number | null> {
  let at = start;
  for (let count = 0; count < MOST_BEFORE; count++) {
    const header = await elementAt(file, at);
    if (header === null) return null;
    if (header.id === ID.Cluster) return at;
    if (header.size === null) return null;
    await readPart(file, at, { header, parts });
    at += header.length + header.size;
  }
  return null;
}

async function readSought(file: ByteFile, { start, parts, seen }: { start: number; parts: Map<number, Uint8Array>; seen: Set<number> }): Promise<void> {
  const head = parts.get(ID.SeekHead);
  if (!head) return;
  for (const seek of childrenOf(head, ID.Seek).slice(0, MOST_SEEKS)) {
    const id = uintOf(seek, ID.SeekId, 0);
    const place = start + uintOf(seek, ID.SeekPosition, 0);
    if (seen.has(place) || !(id in LARGEST) || (parts.has(id) && id !== ID.SeekHead)) continue;
    seen.add(place);
    const header = await elementAt(file, place);
    if (header?.id === id) await readPart(file, place, { header, parts });
  }
}

async function readPart(file: ByteFile, at: number, { header, parts }: { header: ElementHeader; parts: Map<number, Uint8Array> }): Promise<void> {
  const { id, length, size } = header;
  if (size === null || size > (LARGEST[id] ?? -1)) return;
  parts.set(id, await file.read(at + length, size));
}

/** Read along with a header: most parts whole. */
const AHEAD = 4096;

async function elementAt(file: ByteFile, at: number): Promise<ElementHeader | null> {
  if (file.size !== null && at >= file.size) return null;
  return readElementHeader(await file.read(at, 12, AHEAD));
}

/** Whether an element ends a cluster whose size nobody knows. */
export function endsCluster({ id }: ElementHeader): boolean {
  return TOP_LEVEL.has(id);
}

/** Nanoseconds in a tick. */
export function scaleOf({ parts }: Segment): number {
  const info = parts.get(ID.Info);
  return (info && uintOf(info, ID.TimestampScale, 0)) || 1_000_000;
}

/** The title, with its bytes as they are. */
export function titleBytes({ parts }: Segment): Uint8Array | null {
  const info = parts.get(ID.Info);
  return info ? childOf(info, ID.Title) : null;
}
