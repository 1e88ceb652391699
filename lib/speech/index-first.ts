import { boxesIn, readHeader } from '#lib/containers/mp4/boxes.ts';

type Extent = { type: string; start: number; end: number };

const HEADER_BYTES = 16;
const PARENTS = new Set(['trak', 'mdia', 'minf', 'stbl']);

/**
 * An MP4 file with its index (`moov`) before the media, as services need it that read from a pipe. Written behind the
 * media, the index is all that has to be in memory; the rest stays in the file.
 */
export async function indexFirst(file: Blob): Promise<Blob> {
  const boxes = await topBoxes(file);
  const index = boxes.find(({ type }) => type === 'moov');
  const media = boxes.find(({ type }) => type === 'mdat');
  if (!index || !media || index.start < media.start) return file;
  const moved = await file.slice(index.start, index.end).bytes();
  for (const { type, body } of boxesIn(moved)) if (type === 'moov') moveMedia(body, moved.byteLength);
  return new Blob([file.slice(0, media.start), moved, file.slice(media.start, index.start), file.slice(index.end)]);
}

async function topBoxes(file: Blob): Promise<Extent[]> {
  const boxes: Extent[] = [];
  for (let start = 0; start < file.size; start = boxes.at(-1)?.end ?? file.size) {
    const header = readHeader(await file.slice(start, start + HEADER_BYTES).bytes());
    if (!header) break;
    boxes.push({ type: header.type, start, end: header.size === null ? file.size : start + header.size });
  }
  return boxes;
}

/** Chunk offsets count from the file's start (ISO/IEC 14496-12, 8.7.5). @param index is written to */
function moveMedia(index: Uint8Array, by: number): void {
  for (const { type, body } of boxesIn(index)) {
    if (PARENTS.has(type)) moveMedia(body, by);
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    // Version and flags, then the number of entries.
    for (let at = 8; type === 'stco' && at + 4 <= body.byteLength; at += 4) view.setUint32(at, view.getUint32(at) + by);
    for (let at = 8; type === 'co64' && at + 8 <= body.byteLength; at += 8) view.setBigUint64(at, view.getBigUint64(at) + BigInt(by));
  }
}
