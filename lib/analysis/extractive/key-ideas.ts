import type { Steps } from '#lib/platform/steps.ts';
import type { KeyIdea } from '#lib/protocol/result.ts';
import type { Document } from './document.ts';
import { ideaTitle } from './idea-titles.ts';
import type { Lexicon } from './phrases.ts';
import type { Quotable } from './sentence-weights.ts';

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

type IdeasOf = { document: Document; lexicon: Lexicon; people: ReadonlySet<string>; count: number };
type Chosen = { quotable: Quotable; weight: number };

/** The weightiest sentences, spread over the time, each with a title of its own words, in order of time; scores are 0 to 1. */
export function* keyIdeas(quoted: readonly Quotable[], weights: ReadonlyMap<string, number>, { document, lexicon, people, count }: IdeasOf): Steps<KeyIdea[]> {
  const chosen = yield* choose(quoted, weights, count);
  const most = chosen.reduce((top, { weight }) => Math.max(top, weight), 0) || 1;
  const place = { language: document.language, lexicon, people, spent: new Set<string>(), used: new Set<string>() };
  const ideas: KeyIdea[] = [];
  for (const { quotable, weight } of chosen) {
    yield;
    const { sentence: { start, end }, text } = quotable;
    ideas.push({ title: ideaTitle(quotable, place), text, start, end, score: Math.round((weight / most) * 1000) / 1000 });
  }
  return ideas;
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
