import type { Cue } from '#lib/protocol/result.ts';

/** What a model claims: the cue it means, and words of it. */
export type Claim = { cue: number; quote: string };

/** Cues around the one that was named in which the words may stand: models are off by one or two. */
const REACH = 2;
/** Share of the quote's words that must be there. */
const ENOUGH = 0.6;
/** A quote of fewer words proves nothing, unless it is all that the cue says. */
const FEWEST_WORDS = 3;

/**
 * The cue in which a claim's words really stand, near the one that it names; null where they do not.
 * The program takes the time from that cue: a time never comes from the model.
 */
export function findEvidence(cues: readonly Cue[], claim: Claim): number | null {
  const words = wordsOf(claim.quote);
  const named = cues[claim.cue];
  if (!named || words.length < Math.min(FEWEST_WORDS, Math.max(1, wordsOf(named.text).length))) return null;
  const [from, to] = [Math.max(0, claim.cue - REACH), Math.min(cues.length - 1, claim.cue + REACH)];
  const places = Array.from({ length: to - from + 1 }, (_, step) => placeOf(words, from + step, cues)).filter(({ share }) => share >= ENOUGH);
  const far = ({ index }: Place) => Math.abs(index - claim.cue);
  return places.toSorted((a, b) => b.share - a.share || b.own - a.own || far(a) - far(b))[0]?.index ?? null;
}

/** Shares of a quote's words: with those of the next cue, into which it may run, and in the cue alone. */
type Place = { index: number; share: number; own: number };

function placeOf(words: readonly string[], index: number, cues: readonly Cue[]): Place {
  const [text, next] = [cues[index]?.text ?? '', cues[index + 1]?.text ?? ''];
  return { index, share: shareOf(words, new Set(wordsOf(`${text} ${next}`))), own: shareOf(words, new Set(wordsOf(text))) };
}

const CLOCK = /(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])/g;

/** Whether a text names a time of day or place in the video that its source does not: such a time is invented. */
export function inventsTime(text: string, source: string): boolean {
  return (text.match(CLOCK) ?? []).some((time) => !source.includes(time));
}

/** Share of a text's words that stand in another, 0–1; 1 for a text without words. */
export function overlap(text: string, source: ReadonlySet<string>): number {
  return shareOf(wordsOf(text), source);
}

function shareOf(words: readonly string[], there: ReadonlySet<string>): number {
  return words.length === 0 ? 1 : words.filter((word) => there.has(word)).length / words.length;
}

/** Scripts without spaces, and Korean, in which endings grow onto words. */
const SIGN = '[ー\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Han}\\p{sc=Hangul}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]';
const RUN = new RegExp(`(${SIGN}+)|(?:(?!${SIGN})[\\p{L}\\p{N}])+`, 'gu');

/**
 * Words, case and accents folded. Of scripts without spaces, pairs of neighbouring signs: single ones are so few that
 * any sentence has most of those of any other.
 */
export function wordsOf(text: string): string[] {
  const folded = text.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase();
  return [...folded.matchAll(RUN)].flatMap(([run, signs]) => (signs === undefined ? run : pairsOf([...signs])));
}

function pairsOf(signs: readonly string[]): string[] {
  return signs.length < 2 ? [...signs] : signs.slice(1).map((sign, index) => `${signs[index]}${sign}`);
}
