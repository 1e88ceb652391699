import type { ByteFile } from '../byte-file.ts';
import { tidyChapters } from '../chapters.ts';
import { textIn, whole, type Fields } from '../fields.ts';
import { readPieces } from '../read-pieces.ts';
import { boxAt, fullBox } from './boxes.ts';
import { samplesOf } from './sample-table.ts';
import { timedText } from './sample-text.ts';
import type { Mp4Track } from './tracks.ts';
import { shownAt } from './edits.ts';

type Chapter = { title: string; start: number };
const MOST = 1000;

/** Chapters by the list that players of audio books read (`chpl`), else by the text track that another names as its chapters. */
export async function readMp4Chapters(file: ByteFile, moov: Uint8Array, tracks: readonly Mp4Track[]): Promise<Chapter[]> {
  const listed = tidyChapters(readList(moov));
  if (listed.length > 0) return listed;
  const track = tracks.find(({ codec }) => codec === 'text' || codec === 'tx3g');
  if (!track) return [];
  const samples = samplesOf(track.table).slice(0, MOST);
  const bytes = await readPieces(file, samples);
  return tidyChapters(samples.flatMap(({ start, duration }, index) => {
    const title = whole(() => timedText(bytes[index] ?? new Uint8Array(0)), '');
    const [shown] = shownAt({ start: start / track.timescale, end: (start + duration) / track.timescale }, track.edits);
    return shown ? [{ title, start: shown.start }] : [];
  }));
}

function readList(moov: Uint8Array): Chapter[] {
  const chpl = boxAt(moov, 'udta', 'chpl');
  const chapters: Chapter[] = [];
  if (chpl) whole(() => readEntries(chapters, fullBox(chpl)), undefined);
  return chapters;
}

/** Times are in units of 100 ns. */
function readEntries(chapters: Chapter[], { version, fields }: { version: number; fields: Fields }): void {
  const count = fields.skip(version === 0 ? 0 : 4).u8();
  for (let index = 0; index < count; index++) {
    const start = fields.u64() / 1e7;
    chapters.push({ title: textIn(fields.take(fields.u8())), start });
  }
}
