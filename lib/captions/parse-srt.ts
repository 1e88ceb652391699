import type { Steps } from '#lib/platform/steps.ts';
import { boundCues, boundLetters } from './bounds.ts';
import { parseTiming, type Timing } from './clock-text.ts';
import { linesOf, type RawCaptions, type RawCue } from './raw-cue.ts';

/** `X1:63 X2:223`, `align:start position:0%`: words about the place, not words said. */
const SETTINGS = /^(?:\s+[A-Za-z]\w{0,15}:\S+)*\s*$/;

/** No timing line is without one. */
const ARROW = /[-–—−]>/;

/**
 * SRT as the wild writes it: a timing line starts a cue whatever stands around it, and all lines up to
 * the next one are its text, blank ones too; a number that counts the next cue is not text.
 * @returns null where there is no timing line
 */
export function* parseSrt(text: string): Steps<RawCaptions | null> {
  if (!ARROW.test(text)) return null;
  const { before, blocks } = yield* splitBlocks(text);
  let count = numberIn(before.findLast((line) => line.trim() !== ''));
  const cues: RawCue[] = [];
  for (const [index, { timing, lines }] of blocks.entries()) {
    yield;
    if (index < blocks.length - 1) count = takeIndex(lines, count);
    cues.push({ start: timing.start, end: timing.end, text: lines.join('\n') });
  }
  return cues.length > 0 ? { cues, language: null } : null;
}

function* splitBlocks(text: string) {
  const before: string[] = [];
  const blocks: { timing: Timing; lines: string[] }[] = [];
  let letters = 0;
  for (const line of linesOf(text.replace(/^\ufeff/, ''))) {
    yield;
    const timing = parseTiming(line);
    letters = timing || blocks.length === 0 ? 0 : letters + line.length + 1;
    boundLetters(letters);
    if (timing) blocks.push({ timing, lines: SETTINGS.test(timing.rest) ? [] : [timing.rest] });
    else (blocks.at(-1)?.lines ?? before).push(line);
    boundCues(blocks.length);
  }
  return { before, blocks };
}

/**
 * Takes the index of the coming cue off the end of a cue's lines. It stands right above the timing after a
 * blank line, or anywhere above it where it is the next number.
 * @param count the cue's own index; null where there was none @returns the coming cue's
 */
function takeIndex(lines: string[], count: number | null): number | null {
  const following = count === null ? null : count + 1;
  const at = lines.findLastIndex((line) => line.trim() !== '');
  const number = numberIn(lines[at]);
  const expected = number === following;
  const atBlank = at === 0 || lines[at - 1]?.trim() === '';
  const rightAbove = at === lines.length - 1;
  if (number === null || !(rightAbove ? atBlank || expected : atBlank && expected)) return following;
  lines.length = at;
  return number;
}

function numberIn(line: string | undefined): number | null {
  return line !== undefined && /^\s*\d{1,9}\s*$/.test(line) ? Number(line) : null;
}
