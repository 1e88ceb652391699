import { parseTiming } from './clock-text.ts';
import { splitLines, type RawCaptions, type RawCue } from './raw-cue.ts';

/** `X1:63 X2:223`, `align:start position:0%`: words about the place, not words said. */
const SETTINGS = /^(?:\s+[A-Za-z]\w{0,15}:\S+)*\s*$/;

export function isSrt(text: string): boolean {
  return splitLines(text).some((line) => parseTiming(line) !== null);
}

/**
 * SRT as the wild writes it: a timing line starts a cue whatever stands around it, and all lines up to
 * the next one are its text, blank ones too; a number that counts the next cue is not text.
 */
export function parseSrt(text: string): RawCaptions {
  const cues: RawCue[] = [];
  let lines: string[] = [];
  // The first number is expected to be 1; a file whose first cue has none has no numbers.
  let count: number | null = 0;
  const close = (isLast: boolean) => {
    const unnumbered = cues.length === 0 && !/^\d+$/.test(lines.findLast((line) => line.trim() !== '')?.trim() ?? '');
    if (unnumbered) count = null;
    if (!isLast) count = takeIndex(lines, count);
    const cue = cues.at(-1);
    if (cue) cue.text = lines.join('\n');
    lines = [];
  };
  for (const line of splitLines(text.replace(/^\ufeff/, ''))) {
    const timing = parseTiming(line);
    if (!timing) {
      lines.push(line);
      continue;
    }
    close(false);
    cues.push({ start: timing.start, end: timing.end, text: '' });
    if (!SETTINGS.test(timing.rest)) lines.push(timing.rest);
  }
  close(true);
  return { cues, language: null };
}

/**
 * Takes the index of the coming cue off the end of the lines before it. It stands right above the timing
 * after a blank line, or anywhere above it where it is the next number. @returns the number, or null.
 */
function takeIndex(lines: string[], count: number | null): number | null {
  const following = count === null ? null : count + 1;
  const at = lines.findLastIndex((line) => line.trim() !== '');
  const line = lines[at]?.trim() ?? '';
  if (!/^\d{1,9}$/.test(line)) return following;
  const expected = Number(line) === following;
  const atBlank = at === 0 || lines[at - 1]?.trim() === '';
  const rightAbove = at === lines.length - 1;
  if (!(rightAbove ? atBlank || expected : atBlank && expected)) return following;
  lines.length = at;
  return Number(line);
}
