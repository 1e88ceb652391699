import { mapped, type Steps } from '#lib/platform/steps.ts';
import { joiner } from './join-text.ts';
import type { LinedCue } from './raw-cue.ts';

/** Captions roll at most this many lines at once. */
const MOST_LINES = 8;
/** Seconds between two cues that still belong together on screen. */
const TOUCHING = 0.5;
/** A cue this short only holds the line while the next one comes. */
const FLASH = 0.05;
/** Share of neighbouring cues that must repeat before a file counts as rolling. */
const ROLLING_SHARE = 0.25;

/**
 * Automatic captions roll: each cue repeats the lines of the one before and adds words. Leaves in each
 * cue only what is new; a cue with nothing new lengthens the one before. Other files stay as they are
 * (a chorus repeats too).
 */
export function* withoutRolling(cues: readonly LinedCue[]): Steps<readonly LinedCue[]> {
  if (!(yield* isRolling(cues))) return cues;
  const kept: LinedCue[] = [];
  for (const [index, cue] of cues.entries()) {
    yield;
    const before = cues[index - 1];
    const fresh = before && touches(before, cue) ? newLines(before.lines, cue.lines) : cue.lines;
    const last = kept.at(-1);
    if (fresh.length > 0 || last === undefined) kept.push({ ...cue, lines: fresh });
    else last.end = Math.max(last.end, cue.end);
  }
  return kept;
}

function* isRolling(cues: readonly LinedCue[]): Steps<boolean> {
  const repeating = yield* mapped(cues, (cue, index) => {
    const before = cues[index - 1];
    if (!before || !touches(before, cue)) return false;
    const fresh = newLines(before.lines, cue.lines);
    if (fresh === cue.lines) return false;
    return fresh.length > 0 || cue.end - cue.start <= FLASH;
  });
  const repeats = repeating.filter(Boolean).length;
  return repeats > 0 && repeats >= (cues.length - 1) * ROLLING_SHARE;
}

function touches(before: LinedCue, cue: LinedCue): boolean {
  return cue.start - before.end <= TOUCHING;
}

/** The lines that `before` did not show at its foot; `lines` itself where nothing repeats. */
function newLines(before: readonly string[], lines: string[]): string[] {
  for (let count = Math.min(MOST_LINES, before.length, lines.length); count > 0; count--) {
    const foot = before.slice(-count);
    const grown = foot.at(-1) ?? '';
    const line = lines[count - 1] ?? '';
    const repeats = foot.slice(0, -1).every((text, index) => text === lines[index]);
    if (!repeats || !line.startsWith(grown)) continue;
    const rest = line.slice(grown.length);
    // Where the words are apart by spaces, half a word is another word.
    if (rest !== '' && !rest.startsWith(' ') && joiner(grown, rest) !== '') continue;
    return [...(rest === '' ? [] : [rest.trim()]), ...lines.slice(count)];
  }
  return lines;
}
