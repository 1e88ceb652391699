import type { Steps } from '#lib/platform/steps.ts';
import type { KeyPhrase } from '#lib/protocol/result.ts';
import { within, type Lexicon, type Phrase } from './phrases.ts';

/** What a use inside a longer phrase counts. */
const NESTED = 0.15;
/** By number of words: what a phrase of so many counts; more have as many as the last. */
const LENGTHS = [0.9, 1.15, 0.95, 0.6] as const;
/** What a phrase counts that is said again. */
const SAID_AGAIN = 1.5;
/** What a name counts more than another word. */
const NAMED = 0.3;
/** Power by which a phrase counts less the later it is first said, and the sentence from which it makes no difference. */
const EARLY = 1.3;
const LATE_SENTENCE = 40;
/** A phrase inside another that is kept is kept too when it is said so many times as often. */
const OFTENER = 2;

/**
 * Phrases that say what a text is about, best first, no two of the same stems.
 * A phrase weighs as much as its words together (Wan & Xiao, SingleRank, 2008), more the more often it stands alone
 * (Frantzi et al., C-value, 2000) and the earlier it is first said (Campos et al., YAKE, 2020).
 */
export function* keyPhrases(lexicon: Lexicon, count: number): Steps<KeyPhrase[]> {
  const kept: Ranked[] = [];
  for (const entry of yield* rank(lexicon)) {
    if (kept.length === count) break;
    if (!kept.some(({ phrase }) => overlaps(entry.phrase, phrase))) kept.push(entry);
  }
  const most = kept[0]?.weight ?? 1;
  return kept.map(({ phrase, weight }) => ({ text: phrase.text, score: Math.round((weight / most) * 1000) / 1000 }));
}

type Ranked = { phrase: Phrase; weight: number };

/** Phrases that are looked at once the rest is known to weigh less, and those gathered before the lightest are let go. */
const SHORTLIST = 500;
const GATHERED = 2000;

/** The weightiest phrases, best first. Never sorts all: an 8-hour talk has a hundred thousand. */
function* rank(lexicon: Lexicon): Steps<Ranked[]> {
  let weighed: Ranked[] = [];
  const best = (): Ranked[] => weighed.toSorted((a, b) => b.weight - a.weight || (a.phrase.key < b.phrase.key ? -1 : 1)).slice(0, SHORTLIST);
  for (const phrase of lexicon.phrases.values()) {
    yield;
    if (isCandidate(phrase)) weighed.push({ phrase, weight: weigh(phrase, lexicon) });
    if (weighed.length === GATHERED) weighed = best();
  }
  return best();
}

/** A part of longer runs counts only when it is said on its own too, or in more than one of them. */
function isCandidate({ alone, said, stems }: Phrase): boolean {
  return alone > 0 || (stems.length > 1 && said.length > 2);
}

function weigh(phrase: Phrase, { frequency, named, nounLikeness }: Lexicon): number {
  const { stems, said, alone } = phrase;
  const words = stems.reduce((sum, stem) => sum + (frequency.get(stem) ?? 0) * (1 + NAMED * (named.get(stem) ?? 0)), 0);
  const independent = alone + (said.length - alone) * NESTED;
  const form = (LENGTHS[stems.length - 1] ?? LENGTHS.at(-1)!) * (said.length > 1 ? SAID_AGAIN : 1);
  return (words * form * nounLikeness(phrase) * Math.sqrt(independent)) / Math.log(3 + Math.min(LATE_SENTENCE, said[0] ?? 0)) ** EARLY;
}

/** Two phrases say the same when one is in the other and is hardly said without it. */
function overlaps(a: Phrase, b: Phrase): boolean {
  const [part, whole] = a.stems.length <= b.stems.length ? [a, b] : [b, a];
  return within(part, whole) && part.said.length < OFTENER * whole.said.length;
}
