/** A phrase of so many words at most is looked for. */
const LONGEST_PHRASE = 8;
/** Said so often in a row, a phrase is a loop of the recogniser, not speech. */
const LOOP = 5;
/** Segments of the same words in a row. */
const SAME_SEGMENTS = 3;

/**
 * Recognisers of Whisper's kind fall into loops over silence and music ("Thank you. Thank you. …").
 * Leaves one of each phrase that is repeated five times or more.
 */
export function withoutLoops(text: string): string {
  let words = text.split(/\s+/).filter(Boolean);
  for (let length = 1; length <= LONGEST_PHRASE; length++) words = collapse(words, length);
  return words.join(' ');
}

function collapse(words: readonly string[], length: number): string[] {
  const bare = words.map(bareWord);
  const kept: string[] = [];
  for (let at = 0; at < words.length; ) {
    let run = 0;
    while (at + run + length < words.length && bare[at + run] === bare[at + run + length]) run++;
    const repeats = Math.floor(run / length) + 1;
    const step = repeats >= LOOP ? repeats * length : 1;
    kept.push(...words.slice(at, at + (repeats >= LOOP ? length : 1)));
    at += step;
  }
  return kept;
}

/** Segments in a row that say the same: the first stands for three or more. */
export function withoutRepeatedSegments<T extends { text: string }>(segments: readonly T[]): T[] {
  const kept: T[] = [];
  for (let at = 0; at < segments.length; ) {
    const said = normal(segments[at]?.text ?? '');
    let run = 1;
    while (at + run < segments.length && normal(segments[at + run]?.text ?? '') === said) run++;
    kept.push(...segments.slice(at, at + (run >= SAME_SEGMENTS ? 1 : run)));
    at += run;
  }
  return kept;
}

/** A word as it is compared: letters and digits alone. */
export function bareWord(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '') || word;
}

function normal(text: string): string {
  return text.split(/\s+/).map(bareWord).join(' ');
}
