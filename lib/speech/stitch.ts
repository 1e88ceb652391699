import type { Cue } from '#lib/protocol/result.ts';
import type { Segment } from './heard.ts';
import { joinUnits, unitsOf } from './spoken-units.ts';

export type HeardSlice = {
  /** Where the slice lies in the recording, in seconds; neighbours overlap. */
  start: number;
  end: number;
  segments: readonly Segment[];
};

/** Words, or signs of a script without spaces, at a border that are compared at most; two seconds hold no more. */
const MOST_UNITS = 24;
const LEAST = 0.001;

/**
 * Slices in order as one row of cues: times shifted, and what both of two neighbours heard kept once.
 * In the overlap each side keeps what reaches to its middle; words said twice at the border go.
 */
export function stitch(slices: readonly HeardSlice[]): Cue[] {
  const cues: Cue[] = [];
  slices.forEach((slice, index) => {
    const from = middle(slices[index - 1], slice);
    const to = middle(slice, slices[index + 1]);
    const kept = slice.segments
      .map(({ start, end, text }) => ({ start: slice.start + start, end: slice.start + end, text }))
      .filter(({ start, end }) => end > (from ?? -Infinity) && start < (to ?? Infinity));
    if (from !== null) joinBorder(cues, kept);
    cues.push(...kept.filter(({ text }) => text !== ''));
  });
  return ordered(cues);
}

/** Services give segments that overlap, or that are out of order: starts and ends both rise, and every cue has some length. */
function ordered(cues: readonly Cue[]): Cue[] {
  let until = 0;
  return cues.toSorted((a, b) => a.start - b.start || a.end - b.end).map(({ start, end, text }) => {
    until = Math.max(until, end, start + LEAST);
    return { start: millis(start), end: millis(until), text };
  });
}

function middle(before: HeardSlice | undefined, after: HeardSlice | undefined): number | null {
  return before && after ? (before.end + after.start) / 2 : null;
}

/** Takes from the first of `next` the words that the last of `cues` ends with, and lets them not overlap. */
function joinBorder(cues: Cue[], next: Cue[]): void {
  const last = cues.at(-1);
  const first = next[0];
  if (!last || !first || first.start >= last.end) return;
  first.text = afterOverlap(last.text, first.text);
  // All of it was heard before: what is left of its words stands in the next one, if anywhere.
  if (first.text === '') return;
  if (last.end < first.end) first.start = Math.max(first.start, last.end);
  else last.end = Math.max(last.start + LEAST, first.start);
}

function afterOverlap(before: string, after: string): string {
  const tail = unitsOf(before).slice(-MOST_UNITS).map(({ bare }) => bare);
  const units = unitsOf(after);
  const head = units.slice(0, MOST_UNITS).map(({ bare }) => bare);
  // A single sign is met by chance.
  const least = units[0]?.is_sign ? 2 : 1;
  for (let count = Math.min(tail.length, head.length); count >= least; count--) {
    if (tail.slice(-count).join(' ') === head.slice(0, count).join(' ')) return joinUnits(units.slice(count));
  }
  return after;
}

function millis(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
