import type { Cue } from '#lib/protocol/result.ts';

/** Where a chapter begins, in seconds, with the author's title; null where it was found here. */
export type Opening = { start: number; title: string | null };

/** An author's chapter of this many seconds is refined where topics are found inside, this far from either end of it. */
const LONG_CHAPTER = 12 * 60;
const LEAST_INSIDE = 3 * 60;

/** The author's chapters in order of time, each moved to the start of the nearest cue; those without a title are left out. */
export function openingsOf(chapters: readonly { title: string; start: number }[], cues: readonly Cue[]): Opening[] {
  if (cues.length === 0) return [];
  const starts = cues.map(({ start }) => start);
  const moved = chapters.filter(({ title }) => title.trim() !== '').map(({ title, start }) => ({ title: title.trim(), start: nearest(starts, start) }));
  return distinct(moved.toSorted((a, b) => a.start - b.start));
}

/** @param starts rising, one at least */
function nearest(starts: readonly number[], time: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! < time) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [starts[low - 1], starts[low]!];
  return before !== undefined && time - before <= after - time ? before : after;
}

/** Those that begin later than the one before. */
export function distinct<T extends { start: number }>(openings: readonly T[]): T[] {
  const kept: T[] = [];
  for (const opening of openings) if (kept.length === 0 || opening.start > kept.at(-1)!.start) kept.push(opening);
  return kept;
}

/** The author's chapters, the long ones with the topics found inside them. @param end of the last chapter */
export function refined<A extends { start: number }, D extends { start: number }>(author: readonly A[], detected: readonly D[], end: number): (A | D)[] {
  return author.flatMap((opening, index): (A | D)[] => {
    const until = author[index + 1]?.start ?? end;
    if (until - opening.start < LONG_CHAPTER) return [opening];
    return [opening, ...detected.filter(({ start }) => start - opening.start >= LEAST_INSIDE && until - start >= LEAST_INSIDE)];
  });
}
