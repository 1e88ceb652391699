import type { Cue } from '#lib/protocol/result.ts';

/** What a model claims: the cue it means, and words of it. */
export type Claim = { cue: number; quote: string };

/** Cues around the one that was named in which the words may stand: models are off by one or two. */
const REACH = 2;
/** Share of the quote's words that must be there. */
const ENOUGH = 0.6;

/**
 * The cue in which a claim's words really stand, near the one that it names; null where they do not.
 * The program takes the time from that cue: a time never comes from the model.
 */
export function findEvidence(cues: readonly Cue[], claim: Claim): number | null {
  const words = wordsOf(claim.quote);
  if (words.length === 0 || !cues[claim.cue]) return null;
  let best: { index: number; share: number } | null = null;
  for (let index = Math.max(0, claim.cue - REACH); index <= Math.min(cues.length - 1, claim.cue + REACH); index++) {
    const share = shareOf(words, wordsOf(`${cues[index]?.text ?? ''} ${cues[index + 1]?.text ?? ''}`));
    const nearer = best !== null && share === best.share && Math.abs(index - claim.cue) < Math.abs(best.index - claim.cue);
    if (best === null || share > best.share || nearer) best = { index, share };
  }
  return best && best.share >= ENOUGH ? best.index : null;
}

function shareOf(words: readonly string[], text: readonly string[]): number {
  const there = new Set(text);
  return words.filter((word) => there.has(word)).length / words.length;
}

/** Words, case and accents folded; single characters of scripts that write without spaces. */
function wordsOf(text: string): string[] {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[\p{L}\p{N}]+/gu) ?? [];
}
