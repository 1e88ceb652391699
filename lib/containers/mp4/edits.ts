import { whole } from '../fields.ts';
import { fullBox } from './boxes.ts';

/** A stretch of the presentation (ISO/IEC 14496-12, 8.6.6), in seconds. */
export type Edit = {
  /** Where it starts in what is shown. */
  shown: number;
  /** Where it starts in the track; null: nothing is shown. */
  media: number | null;
  /** Infinity: up to the end. */
  length: number;
};

/** Edits of a track that are looked at. */
const MOST = 64;

export function readEdits(elst: Uint8Array | null, { movie_scale, timescale }: { movie_scale: number; timescale: number }): Edit[] {
  if (elst === null) return [];
  const edits: Edit[] = [];
  whole(() => {
    const { version, fields } = fullBox(elst);
    const count = Math.min(MOST, fields.u32());
    let shown = 0;
    for (let index = 0; index < count; index++) {
      const length = fields.word(version === 1) / movie_scale;
      const media = version === 1 ? fields.i64() : fields.i32();
      fields.skip(4);
      // A file that grows while it is written leaves the length of its only edit at zero.
      const open = length === 0 && index === count - 1;
      edits.push({ shown, media: media < 0 ? null : media / timescale, length: open ? Infinity : length });
      shown += length;
    }
  }, undefined);
  return edits;
}

/** When a stretch of the track is shown; nothing where it is cut out, twice where it is repeated. */
export function shownAt({ start, end }: { start: number; end: number }, edits: readonly Edit[]): { start: number; end: number }[] {
  if (edits.length === 0) return [{ start, end }];
  return edits.flatMap(({ shown, media, length }) => {
    if (media === null) return [];
    const from = Math.max(start, media);
    const to = Math.min(end, media + length);
    return to > from ? [{ start: from - media + shown, end: to - media + shown }] : [];
  });
}
