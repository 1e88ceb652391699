import type { Steps } from '#lib/platform/steps.ts';
import type { Quotable } from './sentence-weights.ts';

export type Selection = {
  /** Words that may be quoted in all. */
  budget: number;
  weights: ReadonlyMap<string, number>;
  /** Which slice of time a sentence is in. */
  sliceOf(quotable: Quotable): number;
};

/** How much a long sentence costs: 0 not at all, 1 by the word. */
const COST = 0.5;

/**
 * Sentences that together speak of most, in order of time: greedy maximum of a submodular gain per cost
 * (Lin & Bilmes, "A Class of Submodular Functions for Document Summarization", ACL 2011) over concepts that count once
 * (Gillick & Favre, "A Scalable Global Model for Summarization", 2009), with diminishing returns for every slice of time.
 */
export function* selectSentences(candidates: readonly Quotable[], { budget, weights, sliceOf }: Selection): Steps<Quotable[]> {
  const covered = new Set<string>();
  const picked = new Set<Quotable>();
  const texts = new Set<string>();
  const filled = new Map<number, number>();
  let left = budget;
  const gain = (quotable: Quotable): number => {
    let sum = 0;
    for (const concept of quotable.concepts) if (!covered.has(concept)) sum += weights.get(concept) ?? 0;
    return (sum * quotable.standing) / Math.max(1, quotable.length) ** COST / (1 + (filled.get(sliceOf(quotable)) ?? 0));
  };
  // Gains only fall, so one computed earlier is a ceiling: the lazy greedy of Minoux, 1978.
  const queue = candidates.map((quotable) => ({ quotable, ceiling: gain(quotable) })).toSorted((a, b) => b.ceiling - a.ceiling);
  for (;;) {
    yield;
    let best: { quotable: Quotable; value: number } | null = null;
    for (const entry of queue) {
      if (best && entry.ceiling <= best.value) break;
      if (entry.quotable.length > left || picked.has(entry.quotable) || texts.has(entry.quotable.text)) continue;
      entry.ceiling = gain(entry.quotable);
      if (!best || entry.ceiling > best.value) best = { quotable: entry.quotable, value: entry.ceiling };
    }
    if (!best) break;
    const { quotable } = best;
    picked.add(quotable);
    texts.add(quotable.text);
    left -= quotable.length;
    filled.set(sliceOf(quotable), (filled.get(sliceOf(quotable)) ?? 0) + 1);
    for (const concept of quotable.concepts) covered.add(concept);
    queue.sort((a, b) => b.ceiling - a.ceiling);
  }
  return candidates.filter((quotable) => picked.has(quotable));
}
