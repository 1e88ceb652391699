import type { KeyPhrase } from '#lib/protocol/result.ts';
import { within, type Lexicon, type Phrase } from './phrases.ts';

/** What a use inside a longer phrase counts. */
const NESTED = 0.3;

/**
 * Phrases that say what a text is about, best first, no two of the same stems.
 * A phrase weighs as much as its words together (Wan & Xiao, SingleRank, 2008), more the more often it stands alone
 * (Frantzi et al., C-value, 2000) and the earlier it is first said (Campos et al., YAKE, 2020).
 */
export function keyPhrases(lexicon: Lexicon, count: number): KeyPhrase[] {
  const ranked = rank(lexicon);
  const kept: { phrase: Phrase; weight: number }[] = [];
  for (const entry of ranked) {
    if (kept.length === count) break;
    if (!kept.some(({ phrase }) => overlaps(entry.phrase, phrase))) kept.push(entry);
  }
  const most = kept[0]?.weight ?? 1;
  return kept.map(({ phrase, weight }) => ({ text: phrase.text, score: Math.round((weight / most) * 1000) / 1000 }));
}

function rank(lexicon: Lexicon): { phrase: Phrase; weight: number }[] {
  const weighed: { phrase: Phrase; weight: number }[] = [];
  for (const phrase of lexicon.phrases.values()) if (isCandidate(phrase)) weighed.push({ phrase, weight: weigh(phrase, lexicon) });
  return weighed.toSorted((a, b) => b.weight - a.weight || (a.phrase.key < b.phrase.key ? -1 : 1));
}

/** A part of longer runs counts only when it is said on its own too, or in more than one of them. */
function isCandidate({ alone, said, stems }: Phrase): boolean {
  return alone > 0 || (stems.length > 1 && said.length > 2);
}

function weigh(phrase: Phrase, { frequency, named, nounLikeness }: Lexicon): number {
  const { stems, said, alone } = phrase;
  const words = stems.reduce((sum, stem) => sum + (frequency.get(stem) ?? 0) * (1 + (named.get(stem) ?? 0)), 0);
  const independent = alone + (said.length - alone) * NESTED;
  return (words * nounLikeness(phrase) * Math.sqrt(independent)) / Math.log(3 + (said[0] ?? 0));
}

/** Two phrases say the same when one is in the other and is hardly said without it. */
function overlaps(a: Phrase, b: Phrase): boolean {
  const [part, whole] = a.stems.length <= b.stems.length ? [a, b] : [b, a];
  return within(part, whole) && part.said.length < 3 * whole.said.length;
}
