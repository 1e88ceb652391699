import { joinUnits, unitsOf, type Unit } from './spoken-units.ts';

/** A phrase of so many words, or of so many signs of a script without spaces, at most is looked for. */
const LONGEST_PHRASE = 8;
const LONGEST_IN_SIGNS = 24;
/** Said so often in a row, a phrase is a loop of the recogniser, not speech. */
const LOOP = 5;
/** Segments of the same words in a row. */
const SAME_SEGMENTS = 3;

/**
 * Recognisers of Whisper's kind fall into loops over silence and music ("Thank you. Thank you. …").
 * Leaves one of each phrase that is repeated five times or more.
 */
export function withoutLoops(text: string): string {
  let units = unitsOf(text);
  const longest = units.some(({ is_sign }) => is_sign) ? LONGEST_IN_SIGNS : LONGEST_PHRASE;
  for (let length = 1; length <= longest; length++) units = collapse(units, length);
  return joinUnits(units);
}

function collapse(units: readonly Unit[], length: number): Unit[] {
  const kept: Unit[] = [];
  for (let at = 0; at < units.length; ) {
    let run = 0;
    while (at + run + length < units.length && units[at + run]?.bare === units[at + run + length]?.bare) run++;
    const repeats = Math.floor(run / length) + 1;
    const step = repeats >= LOOP ? repeats * length : 1;
    kept.push(...units.slice(at, at + (repeats >= LOOP ? length : 1)));
    at += step;
  }
  return kept;
}

/** Segments in a row that say the same: the first stands for three or more. */
export function withoutRepeatedSegments<T extends { text: string }>(segments: readonly T[]): T[] {
  const kept: T[] = [];
  for (let at = 0; at < segments.length; ) {
    const said = bareText(segments[at]?.text ?? '');
    let run = 1;
    while (at + run < segments.length && bareText(segments[at + run]?.text ?? '') === said) run++;
    kept.push(...segments.slice(at, at + (run >= SAME_SEGMENTS ? 1 : run)));
    at += run;
  }
  return kept;
}

function bareText(text: string): string {
  return unitsOf(text).map(({ bare }) => bare).join(' ');
}
