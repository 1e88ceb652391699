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
  let best: { index: number; share: number } | null = null;
  for (let index = Math.max(0, claim.cue - REACH); index <= Math.min(cues.length - 1, claim.cue + REACH); index++) {
    const share = shareOf(words, new Set(wordsOf(`${cues[index]?.text ?? ''} ${cues[index + 1]?.text ?? ''}`)));
    const nearer = best !== null && share === best.share && Math.abs(index - claim.cue) < Math.abs(best.index - claim.cue);
    if (best === null || share > best.share || nearer) best = { index, share };
  }
  return best && best.share >= ENOUGH ? best.index : null;
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

/** Words, case and accents folded; single characters of scripts that write without spaces. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().match(/[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}\p{sc=Hangul}\p{sc=Thai}]|[\p{L}\p{N}]+/gu) ?? [];
}
