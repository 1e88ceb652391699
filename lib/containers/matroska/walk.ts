import type { Budget } from '../budget.ts';
import type { ByteFile } from '../byte-file.ts';
import { readBlock, trackOf, type TimedBlock } from './block.ts';
import { elementsIn, readElementHeader, type ElementHeader } from './ebml.ts';
import { ID } from './ids.ts';
import { endsCluster } from './segment.ts';

/** Read along with a header; what is larger than this is skipped by the next read. */
const AHEAD = 16 * 1024;
/** A header, and the start of its element: enough to tell the track. */
const HEAD = 40;
/** No line of text is longer. */
const LARGEST_BLOCK = 1024 * 1024;
export type Walk = {
  /** Where the first cluster's header is. */
  from: number;
  /** How many clusters are walked. */
  clusters: number;
  track: number;
  /** Taken from as it goes on; the walk ends where nothing is left. */
  budget: Budget;
  /** Where in the file it is. */
  onPlace?: ((at: number) => void) | undefined;
};

/** The blocks of a track by every header from here on: what belongs to other tracks is skipped, not read. */
export async function* walkClusters(file: ByteFile, { from, clusters, track, budget, onPlace }: Walk): AsyncGenerator<TimedBlock> {
  let at = from;
  let entered = 0;
  let time = 0;
  /** Where the cluster ends; Infinity where nobody knows. */
  let end = from;
  while (budget.elements-- > 0) {
    const bytes = await readHead(file, at);
    const header = readElementHeader(bytes);
    if (header === null) return;
    const inside = at < end && !endsCluster(header);
    if (!inside && header.id === ID.Cluster) {
      if (++entered > clusters) return;
      end = header.size === null ? Infinity : at + header.length + header.size;
      at += header.length;
      onPlace?.(at);
      continue;
    }
    if (header.size === null) return;
    const next = at + header.length + header.size;
    if (inside && header.id === ID.Timestamp) time = valueOf(bytes.subarray(header.length), header);
    if (inside && header.size <= LARGEST_BLOCK && trackOf(header.id, bytes.subarray(header.length)) === track) {
      budget.bytes -= header.size;
      if (budget.bytes < 0) return;
      // A copy, so that one line does not keep all that was read along.
      const [element] = elementsIn((await file.read(at, next - at)).slice());
      const block = element ? readBlock(element) : null;
      if (block) yield { block, start: time + block.time };
    }
    at = next;
  }
}

async function readHead(file: ByteFile, at: number): Promise<Uint8Array> {
  return file.size !== null && at >= file.size ? new Uint8Array(0) : file.read(at, HEAD, AHEAD);
}

function valueOf(bytes: Uint8Array, { size }: ElementHeader): number {
  return bytes.subarray(0, Math.min(8, size ?? 0)).reduce((sum, byte) => sum * 256 + byte, 0);
}
