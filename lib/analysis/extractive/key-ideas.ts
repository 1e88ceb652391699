import type { KeyIdea } from '#lib/protocol/result.ts';
import { within, type Lexicon, type Phrase } from './phrases.ts';
import type { Quotable } from './sentence-weights.ts';
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

/** The weightiest sentence of every slice of time, titled by the best phrase in it, in order of time; scores are 0 to 1. */
export function keyIdeas(quoted: readonly Quotable[], weights: ReadonlyMap<string, number>, { lexicon, count }: { lexicon: Lexicon; count: number }): KeyIdea[] {
  const weigh = (quotable: Quotable): number =>
    quotable.standing * quotable.concepts.reduce((sum, concept) => sum + (weights.get(concept) ?? 0), 0);
  const best: { quotable: Quotable; weight: number }[] = [];
  for (let slice = 0; slice < count; slice++) {
    const inside = quoted.slice(Math.floor((slice * quoted.length) / count), Math.floor(((slice + 1) * quoted.length) / count));
    const weighed = inside.map((quotable) => ({ quotable, weight: weigh(quotable) }));
    const [first, ...rest] = weighed;
    if (first) best.push(rest.reduce((top, entry) => (entry.weight > top.weight ? entry : top), first));
  }
  const most = best.reduce((top, { weight }) => Math.max(top, weight), 0) || 1;
  const used = new Set<string>();
  const texts = new Set<string>();
  return best.filter(({ quotable }) => !texts.has(quotable.text) && texts.add(quotable.text)).map(({ quotable: { sentence, text }, weight }) => ({
    title: ideaTitle(sentence.index, text, { lexicon, used }), text, start: sentence.start, end: sentence.end, score: Math.round((weight / most) * 1000) / 1000,
  }));
}

/** Words of a sentence that stand for it where it has no phrase. */
const HEAD_WORDS = 6;

function ideaTitle(sentence: number, text: string, { lexicon, used }: { lexicon: Lexicon; used: Set<string> }): string {
  const phrases = phrasesAt(lexicon).get(sentence) ?? [];
  const weigh = (phrase: Phrase): number => (phrase.alone > 0 ? 1 : 0.3) * lexicon.nounLikeness(phrase) * phrase.stems.length * Math.log(1 + phrase.said.length);
  const ranked = phrases.filter((phrase) => !used.has(phrase.key) && lexicon.nounLikeness(phrase) >= LEAST_LIKENESS).toSorted((a, b) => weigh(b) - weigh(a));
  const [best] = ranked;
  if (!best) return text.split(' ').slice(0, HEAD_WORDS).join(' ').slice(0, 60);
  for (const phrase of ranked) if (within(phrase, best)) used.add(phrase.key);
  return capitalised(best.text);
}

const indexed = new WeakMap<Lexicon, Map<number, Phrase[]>>();

function phrasesAt(lexicon: Lexicon): Map<number, Phrase[]> {
  const known = indexed.get(lexicon);
  if (known) return known;
  const index = new Map<number, Phrase[]>();
  for (const phrase of lexicon.phrases.values()) for (const sentence of new Set(phrase.said)) index.set(sentence, [...(index.get(sentence) ?? []), phrase]);
  indexed.set(lexicon, index);
  return index;
}
