import { mapped, type Steps } from '#lib/platform/steps.ts';
import { toMillis } from './clock-text.ts';
import type { LinedCue } from './raw-cue.ts';

/** Seconds that a cue without a usable end is given at most. */
const GUESSED_LENGTH = 2;

/** Seconds after which no recording goes on: 10 000 hours. */
const LATEST = 36_000_000;

export type OpenCue = Omit<LinedCue, 'end'> & { end: number | null };

/** In order of start, then end; times to the millisecond; every end after its start. What has no possible time is dropped. */
export function* orderCues(cues: readonly OpenCue[]): Steps<LinedCue[]> {
  const possible = cues.filter((cue) => cue.start >= 0 && cue.start < LATEST);
  const exact = yield* mapped(possible, (cue) => ({ ...cue, start: toMillis(cue.start), end: cue.end !== null && cue.end <= LATEST ? toMillis(cue.end) : null }));
  const sorted = exact.sort((a, b) => a.start - b.start || (a.end ?? a.start) - (b.end ?? b.start));
  yield;
  return yield* withoutRepeats(yield* closeEnds(sorted));
}

/** An end that is missing or not after its start becomes the next cue's start, or a short guess. */
function* closeEnds(cues: readonly OpenCue[]): Steps<LinedCue[]> {
  let next = Infinity;
  let after = Infinity;
  const closed = yield* mapped(cues.toReversed(), (cue) => {
    if (cue.start < next) [next, after] = [cue.start, next];
    if (cue.end !== null && cue.end > cue.start) return { ...cue, end: cue.end };
    return { ...cue, end: toMillis(Math.min(after, cue.start + GUESSED_LENGTH)) };
  });
  return closed.reverse();
}

/** The same text at the same start twice: segments of a stream repeat the cue that spans their border. */
function* withoutRepeats(cues: readonly LinedCue[]): Steps<LinedCue[]> {
  let seen = new Map<string, LinedCue>();
  let start = -1;
  const kept: LinedCue[] = [];
  for (const cue of cues) {
    yield;
    if (cue.start !== start) seen = new Map();
    start = cue.start;
    const text = cue.lines.join('\n');
    const first = seen.get(text);
    if (first) {
      first.end = Math.max(first.end, cue.end);
      continue;
    }
    seen.set(text, cue);
    kept.push(cue);
  }
  return kept;
}

/**
 * No cue outlasts the next one, so starts and ends both rise. Two voices at once stay as the source
 * has them; where most cues overlap (each line stays on screen while the next comes up) each ends as the next starts.
 */
export function* trimOverlaps(cues: readonly LinedCue[]): Steps<LinedCue[]> {
  const overlapping = cues.filter((cue, index) => cue.end > (cues[index + 1]?.start ?? Infinity)).length;
  const rolling = overlapping * 2 > cues.length - 1;
  let next: LinedCue | undefined;
  const trimmed = yield* mapped(cues.toReversed(), (cue) => {
    const limit = next === undefined ? Infinity : rolling && next.start > cue.start ? next.start : next.end;
    next = { ...cue, end: Math.min(cue.end, limit) };
    return next;
  });
  return trimmed.reverse();
}
