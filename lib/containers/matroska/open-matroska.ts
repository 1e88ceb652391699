import type { RawCue } from '#lib/captions/raw-cue.ts';
import { trackBudget, MOST_TEXT } from '../budget.ts';
import type { ByteFile } from '../byte-file.ts';
import { tidyChapters } from '../chapters.ts';
import type { Container, TextTrack } from '../container.ts';
import { textIn } from '../fields.ts';
import { childOf, childrenOf, textOf, uintOf } from './ebml.ts';
import { ID } from './ids.ts';
import type { TimedBlock } from './block.ts';
import { indexedBlocks, type Reading } from './indexed.ts';
import { lineOf } from './line-text.ts';
import { readSegment, scaleOf, titleBytes, type Segment } from './segment.ts';
import { readTracks, type MatroskaTrack } from './tracks.ts';
import { walkClusters } from './walk.ts';

/** Matroska and WebM. @returns null where the file is broken before its tracks */
export async function openMatroska(file: ByteFile): Promise<Container | null> {
  const segment = await readSegment(file);
  if (segment === null) return null;
  const { texts, pictures } = readTracks(segment.parts.get(ID.Tracks));
  const title = titleBytes(segment);
  return {
    title: title ? textIn(title).trim() || null : null,
    chapters: chaptersIn(segment.parts.get(ID.Chapters)),
    tracks: texts.toSorted((a, b) => Number(b.shown) - Number(a.shown)).map((track) => textTrack(file, segment, track)),
    pictures,
  };
}

function textTrack(file: ByteFile, segment: Segment, track: MatroskaTrack): TextTrack {
  const { number, language, label, forced } = track;
  return { id: number, language, label, forced, read: async (onPart) => cuesOf(await blocksOf(file, segment, { track: number, budget: trackBudget(), onPart }), track, scaleOf(segment)) };
}

async function blocksOf(file: ByteFile, segment: Segment, reading: Reading): Promise<TimedBlock[]> {
  const { track, budget, onPart } = reading;
  const indexed = await indexedBlocks(file, segment, reading);
  if (indexed !== null) return indexed;
  const { clusters } = segment;
  if (clusters === null) return [];
  const blocks: TimedBlock[] = [];
  const onPlace = (at: number) => file.size !== null && onPart?.(at, file.size);
  for await (const block of walkClusters(file, { from: clusters, clusters: Infinity, track, budget, onPlace })) blocks.push(block);
  return blocks;
}

/** Ticks into seconds; several frames of one block are said at one time. */
function cuesOf(blocks: readonly TimedBlock[], { kind, unpack }: MatroskaTrack, scale: number): RawCue[] {
  const seconds = (ticks: number) => (ticks * scale) / 1e9;
  let room = MOST_TEXT;
  return blocks.flatMap(({ block, start }) => block.frames.flatMap((frame) => {
    const bytes = room > 0 ? unpack(frame) : null;
    room -= bytes?.byteLength ?? 0;
    const end = block.duration === null ? null : seconds(start + block.duration);
    return bytes ? [{ start: seconds(start), end, ...lineOf(kind, bytes) }] : [];
  }));
}

/** The chapters of the edition that players choose by themselves; those within chapters are left out. */
function chaptersIn(chapters: Uint8Array | undefined): Container['chapters'] {
  const editions = chapters ? childrenOf(chapters, ID.EditionEntry) : [];
  const edition = editions.find((candidate) => uintOf(candidate, ID.EditionFlagDefault, 0) === 1) ?? editions[0];
  const atoms = edition ? childrenOf(edition, ID.ChapterAtom).filter((atom) => uintOf(atom, ID.ChapterFlagHidden, 0) === 0) : [];
  return tidyChapters(atoms.map((atom) => {
    const display = childOf(atom, ID.ChapterDisplay);
    return { title: (display && textOf(display, ID.ChapString)) ?? '', start: uintOf(atom, ID.ChapterTimeStart, 0) / 1e9 };
  }));
}
