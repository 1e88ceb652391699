import type { Steps } from '#lib/platform/steps.ts';

/** Strength of the belief, before any word is seen, that a topic uses every word alike. */
const DISPERSION = 1.2;

/**
 * How well every stretch of units reads as one topic: the log of the Dirichlet compound multinomial of its words.
 * Eisenstein & Barzilay, "Bayesian Unsupervised Topic Segmentation", EMNLP 2008 (equation 5, no cue phrases).
 * @param units word numbers of each unit, 0 to `vocabulary` - 1
 * @returns a table: row `i * (n + 1) + j` is the stretch from unit i up to, not with, unit j
 */
export function* topicCohesion(units: readonly (readonly number[])[], vocabulary: number): Steps<Float64Array> {
  const n = units.length;
  const table = new Float64Array((n + 1) * (n + 1));
  const longest = units.reduce((sum, unit) => sum + unit.length, 0);
  const counts = new Uint32Array(vocabulary);
  const logOfCount = Float64Array.from({ length: longest + 1 }, (_, count) => Math.log(count + DISPERSION));
  const logOfTotal = Float64Array.from({ length: longest + 1 }, (_, total) => Math.log(total + DISPERSION * vocabulary));
  for (let from = 0; from < n; from++) {
    counts.fill(0);
    let total = 0;
    let score = 0;
    for (let to = from; to < n; to++) {
      for (const word of units[to]!) {
        score += logOfCount[counts[word]!]! - logOfTotal[total]!;
        counts[word]!++;
        total++;
      }
      table[from * (n + 1) + to + 1] = score;
    }
    yield;
  }
  return table;
}
