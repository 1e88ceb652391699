type Box = { type: string; start: number; end: number };

const HEADER = 8;
const LONG_HEADER = 16;
const CONTAINERS = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl']);

/**
 * An MP4 file with its index (`moov`) before the media, as services need it that read from a pipe. Written behind the
 * media, the index is all that has to be in memory; the rest stays in the file.
 */
export async function indexFirst(file: Blob): Promise<Blob> {
  const boxes = await topBoxes(file);
  const index = boxes.find(({ type }) => type === 'moov');
  const media = boxes.find(({ type }) => type === 'mdat');
  if (!index || !media || index.start < media.start) return file;
  const moved = new DataView(await file.slice(index.start, index.end).arrayBuffer());
  moveMedia(moved, { start: 0, end: moved.byteLength }, moved.byteLength);
  return new Blob([file.slice(0, media.start), new Uint8Array(moved.buffer), file.slice(media.start, index.start), file.slice(index.end)]);
}

async function topBoxes(file: Blob): Promise<Box[]> {
  const boxes: Box[] = [];
  for (let at = 0; at + HEADER <= file.size; at = boxes.at(-1)?.end ?? file.size) {
    boxes.push(boxAt(new DataView(await file.slice(at, at + LONG_HEADER).arrayBuffer()), 0, { start: at, end: file.size }));
  }
  return boxes;
}

/** ISO/IEC 14496-12, 4.2. @param within where the box lies in the file, and the end of what holds it */
function boxAt(view: DataView, at: number, within: { start: number; end: number }): Box {
  const short = view.getUint32(at);
  const size = short === 1 ? Number(view.getBigUint64(at + HEADER)) : short === 0 ? within.end - within.start : short;
  const type = String.fromCharCode(...[4, 5, 6, 7].map((byte) => view.getUint8(at + byte)));
  return { type, start: within.start, end: Math.min(within.end, within.start + Math.max(HEADER, size)) };
}

/** Chunk offsets count from the file's start (ISO/IEC 14496-12, 8.7.5). */
function moveMedia(index: DataView, { start, end }: { start: number; end: number }, by: number): void {
  for (let at = start; at + HEADER <= end; ) {
    const box = boxAt(index, at, { start: at, end });
    if (CONTAINERS.has(box.type)) moveMedia(index, { start: at + HEADER, end: box.end }, by);
    // Version and flags, then the number of entries.
    const entries = at + HEADER + 8;
    if (box.type === 'stco') for (let entry = entries; entry + 4 <= box.end; entry += 4) index.setUint32(entry, index.getUint32(entry) + by);
    if (box.type === 'co64') for (let entry = entries; entry + 8 <= box.end; entry += 8) index.setBigUint64(entry, index.getBigUint64(entry) + BigInt(by));
    at = box.end;
  }
}
