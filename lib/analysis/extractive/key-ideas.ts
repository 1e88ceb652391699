import type { KeyIdea } from '#lib/protocol/result.ts';
import { within, type Lexicon, type Phrase } from './phrases.ts';
import type { Quotable } from './sentence-weights.ts';
import type { Steps } from './steps.ts';
import { capitalised, LEAST_LIKENESS } from './titles.ts';

/** Ideas of so many minutes, roughly: `FEWEST + GROWTH * sqrt(minutes)`. */
const FEWEST = 3;
const GROWTH = 1.3;
const MOST = 20;
/** Share of quotable sentences that ideas are at most. */
const MOST_SHARE = 0.34;

export function ideaCount(quoted: readonly Quotable[], seconds: number): number {
  const wanted = Math.round(FEWEST + GROWTH * Math.sqrt(seconds / 60));
  return Math.min(MOST, wanted, Math.max(1, Math.floor(quoted.length * MOST_SHARE)));
}

/** What a sentence counts less for each chosen one of its slice of time, and a concept for each chosen sentence that has it. */
const CROWDED = 0.5;
const REPEATED = 0.85;

type Chosen = { quotable: Quotable; weight: number };

/** The weightiest sentences, spread over the time, titled by the best phrase in each, in order of time; scores are 0 to 1. */
export function* keyIdeas(quoted: readonly Quotable[], weights: ReadonlyMap<string, number>, { lexicon, count }: { lexicon: Lexicon; count: number }): Steps<KeyIdea[]> {
  const chosen = yield* choose(quoted, weights, count);
  const phrases = yield* phrasesOf(chosen.map(({ quotable }) => quotable.sentence.index), lexicon);
  const most = chosen.reduce((top, { weight }) => Math.max(top, weight), 0) || 1;
  const used = new Set<string>();
  return chosen.map(({ quotable: { sentence, text }, weight }) => ({
    title: ideaTitle(text, phrases.get(sentence.index) ?? [], { lexicon, used }), text, start: sentence.start, end: sentence.end, score: Math.round((weight / most) * 1000) / 1000,
  }));
}

function* choose(quoted: readonly Quotable[], weights: ReadonlyMap<string, number>, count: number): Steps<Chosen[]> {
  const said = new Map<string, number>();
  const crowd = new Map<number, number>();
  const sliceOf = (index: number): number => Math.floor((index * count) / quoted.length);
  const gain = ({ concepts, standing }: Quotable, index: number): number =>
    concepts.reduce((sum, concept) => sum + (weights.get(concept) ?? 0) * REPEATED ** (said.get(concept) ?? 0), 0) * Math.sqrt(standing) * CROWDED ** (crowd.get(sliceOf(index)) ?? 0);
  const chosen = new Map<number, Chosen>();
  const texts = new Set<string>();
  while (chosen.size < count) {
    let best: { index: number; quotable: Quotable; weight: number } | null = null;
    for (const [index, quotable] of quoted.entries()) {
      yield;
      if (chosen.has(index) || texts.has(quotable.text)) continue;
      const weight = gain(quotable, index);
      if (!best || weight > best.weight) best = { index, quotable, weight };
    }
    if (!best) break;
    chosen.set(best.index, best);
    texts.add(best.quotable.text);
    crowd.set(sliceOf(best.index), (crowd.get(sliceOf(best.index)) ?? 0) + 1);
    for (const concept of best.quotable.concepts) said.set(concept, (said.get(concept) ?? 0) + 1);
  }
  return [...chosen].toSorted(([a], [b]) => a - b).map(([, idea]) => idea);
}

/** Words of a sentence that stand for it where it has no phrase. */
const HEAD_WORDS = 6;

function ideaTitle(text: string, phrases: readonly Phrase[], { lexicon, used }: { lexicon: Lexicon; used: Set<string> }): string {
  const weigh = (phrase: Phrase): number => (phrase.alone > 0 ? 1 : 0.3) * lexicon.nounLikeness(phrase) * phrase.stems.length ** 2 * Math.log(1 + phrase.said.length);
  const ranked = phrases.filter((phrase) => !used.has(phrase.key) && lexicon.nounLikeness(phrase) >= LEAST_LIKENESS).toSorted((a, b) => weigh(b) - weigh(a));
  const [best] = ranked;
  if (!best) return text.split(' ').slice(0, HEAD_WORDS).join(' ').slice(0, 60);
  for (const phrase of ranked) if (within(phrase, best)) used.add(phrase.key);
  return capitalised(best.text);
}

/** The phrases of some sentences. */
function* phrasesOf(sentences: readonly number[], lexicon: Lexicon): Steps<Map<number, Phrase[]>> {
  const found = new Map(sentences.map((sentence): [number, Phrase[]] => [sentence, []]));
  for (const phrase of lexicon.phrases.values()) {
    yield;
    for (const sentence of new Set(phrase.said)) found.get(sentence)?.push(phrase);
  }
  return found;
}
