import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Budget } from '../budget.ts';
import type { ByteFile } from '../byte-file.ts';
import type { OnPart } from '../container.ts';
import { readPieces } from '../read-pieces.ts';
import { readBlock, type TimedBlock } from './block.ts';
import { childrenOf, elementsIn, readElementHeader, uintOf, type ElementHeader } from './ebml.ts';
import { ID } from './ids.ts';
import type { Segment } from './segment.ts';
import { walkClusters } from './walk.ts';

type Place = { /** Ticks. */ time: number; /** Where the cluster's header is in the file. */ cluster: number; /** After that header. */ relative: number | null };

/** One track, and what reading it may take. */
export type Reading = { track: number; budget: Budget; onPart?: OnPart | undefined };

/** Points of an index that are looked at: a day of a line each second has a third of it. */
const MOST = 250_000;
/** Bytes of one point: some fifteen for each track. */
const LARGEST_POINT = 4096;
/** Bytes of an index that are gone through at once; an element takes the time of so many, however small it is. */
const BYTES_A_TURN = 128 * 1024;
const ELEMENT_BYTES = 16;
/** A line of text is hardly ever longer; where it is, it is read again. */
const USUAL_BLOCK = 400;
/** The longest header of a cluster: four bytes of id, eight of size. */
const CLUSTER_HEAD = 12;

/** The blocks of a track that the file's index names; null where it names none. */
export async function indexedBlocks(file: ByteFile, segment: Segment, { track, budget, onPart }: Reading): Promise<TimedBlock[] | null> {
  const places = await placesOf(segment, track);
  if (places.length === 0) return null;
  const exact = places.filter(({ relative }) => relative !== null);
  const clusters = [...new Set(places.filter(({ relative }) => relative === null).map(({ cluster }) => cluster))];
  const walked: TimedBlock[] = [];
  for (const [index, cluster] of clusters.entries()) {
    for await (const found of walkClusters(file, { from: cluster, clusters: 1, track, budget })) walked.push(found);
    onPart?.(index + 1, clusters.length);
  }
  return [...(await exactBlocks(file, exact, { track, onPart })), ...walked];
}

async function placesOf({ start, parts }: Segment, track: number): Promise<Place[]> {
  const cues = parts.get(ID.Cues);
  const places: Place[] = [];
  let bytes = 0;
  for (const { id, body } of cues ? elementsIn(cues, MOST) : []) {
    bytes += ELEMENT_BYTES + body.byteLength;
    // A large index is gone through while others wait.
    if (bytes > BYTES_A_TURN) {
      bytes = 0;
      await nextTurn();
    }
    if (id === ID.CuePoint && body.byteLength <= LARGEST_POINT) places.push(...placesIn(body, { start, track }));
  }
  return places;
}

function placesIn(point: Uint8Array, { start, track }: { start: number; track: number }): Place[] {
  const positions = childrenOf(point, ID.CueTrackPositions).filter((position) => uintOf(position, ID.CueTrack, 0) === track);
  const time = positions.length === 0 ? 0 : uintOf(point, ID.CueTime, 0);
  return positions.map((position) => ({ time, cluster: start + uintOf(position, ID.CueClusterPosition, 0), relative: uintOf(position, ID.CueRelativePosition, null) }));
}

async function exactBlocks(file: ByteFile, places: readonly Place[], { track, onPart }: { track: number; onPart?: OnPart | undefined }): Promise<TimedBlock[]> {
  const clusters = [...new Set(places.map(({ cluster }) => cluster))];
  const heads = await readPieces(file, clusters.map((offset) => ({ offset, size: CLUSTER_HEAD })));
  const lengths = new Map(clusters.map((cluster, index) => [cluster, clusterLength(heads[index] ?? null)]));
  const offsets = places.map(({ cluster, relative }) => cluster + (lengths.get(cluster) ?? Number.NaN) + (relative ?? 0));
  const good = places.flatMap((place, index) => (Number.isFinite(offsets[index]) ? [{ ...place, offset: offsets[index] ?? 0 }] : []));
  const room = file.size ?? Infinity;
  const starts = await readPieces(file, good.map(({ offset }) => ({ offset, size: Math.max(0, Math.min(USUAL_BLOCK, room - offset)) })), onPart);
  const long = good.flatMap(({ offset }, index) => (sizeOf(starts[index]) > (starts[index]?.byteLength ?? 0) ? [{ index, offset, size: sizeOf(starts[index]) }] : []));
  const whole = await readPieces(file, long);
  long.forEach(({ index }, at) => void (starts[index] = whole[at] ?? null));
  return good.flatMap(({ time }, index) => {
    const [element] = starts[index] ? elementsIn(starts[index]) : [];
    const block = element ? readBlock(element) : null;
    return block?.track === track ? [{ block, start: time }] : [];
  });
}

function clusterLength(head: Uint8Array | null): number {
  const header = head && readElementHeader(head);
  return header?.id === ID.Cluster ? header.length : Number.NaN;
}

/** Bytes of the element that starts here, its header included. */
function sizeOf(bytes: Uint8Array | null | undefined): number {
  const header: ElementHeader | null = bytes ? readElementHeader(bytes) : null;
  return header?.size == null ? 0 : header.length + header.size;
}
