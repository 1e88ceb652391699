import type { TimestampMap } from '#lib/captions/parse-vtt.ts';
import type { RawCue } from '#lib/captions/raw-cue.ts';
import type { MediaSegment } from './media-playlist.ts';

/** What one segment says, with its own times. */
export type SegmentWords = { segment: MediaSegment; cues: RawCue[]; map: TimestampMap | null };

const TICKS = 90_000;
/** The clock of a stream starts again after this, in seconds. */
const CLOCK = 2 ** 33 / TICKS;

/**
 * The cues of a stream's segments on one timeline that starts with its media (RFC 8216, 3.5).
 * @param media_start when the media starts on the stream's clock, in seconds; null: unknown
 */
export function onTimeline(words: readonly SegmentWords[], media_start: number | null): RawCue[] {
  const relative = countsFromSegment(words);
  const bases: Base[] = [];
  return words.flatMap((word) => {
    const { segment, cues, map } = word;
    if (map === null) return moved(cues, relative ? segment.start : 0);
    bases[segment.era] ??= baseOf(word, map, bases.findLast(Boolean) ?? { clock: media_start, start: 0 });
    return moved(cues, shift(map, bases[segment.era] as Base));
  });
}

/** Where the stream's clock stands at a time of its timeline; both in seconds. */
type Base = { clock: number; start: number };

/** The clock of a new era: it goes on where its words then stand nearer to their segment, else it begins with the era. */
function baseOf({ segment, cues }: SegmentWords, map: TimestampMap, before: { clock: number | null; start: number }): Base {
  const begun = { clock: map.mpegts / TICKS, start: segment.start };
  if (before.clock === null) return begun;
  const going = { clock: before.clock, start: before.start };
  const first = cues[0]?.start ?? map.local;
  const far = (base: Base) => Math.abs(first + shift(map, base) - segment.start - segment.duration / 2);
  return segment.era === 0 || far(going) <= far(begun) ? going : begun;
}

/** What is added to a cue's time. */
function shift(map: TimestampMap, { clock, start }: Base): number {
  return start + unwrapped(map.mpegts / TICKS - clock) - map.local;
}

/** The shorter way round the clock. */
function unwrapped(seconds: number): number {
  return seconds - Math.round(seconds / CLOCK) * CLOCK;
}

function moved(cues: readonly RawCue[], by: number): RawCue[] {
  return cues
    .map((cue) => ({ ...cue, start: cue.start + by, end: cue.end === null ? null : cue.end + by }))
    .filter(({ start, end }) => (end ?? start) >= 0)
    .map((cue) => ({ ...cue, start: Math.max(0, cue.start) }));
}

/** Some writers begin each segment at zero and do not say so: then no cue reaches the time at which its segment starts. */
function countsFromSegment(words: readonly SegmentWords[]): boolean {
  const late = words.filter(({ segment, cues, map }) => map === null && segment.start > segment.duration && cues.length > 0);
  return late.length > 0 && late.every(({ segment, cues }) => cues.every(({ start, end }) => (end ?? start) < segment.start - 0.5 && start <= segment.duration + 1));
}
