import type { Steps } from '#lib/platform/steps.ts';

/** What every way to cut units into parts is worth: the sum of its parts' scores, and of the odds of where they start. */
export type Partitions = {
  n: number;
  /** Log score of every part: row `i * (n + 1) + j` is the one from unit i up to, not with, unit j; -Infinity where it may not be. */
  parts: Float64Array;
  /** Log odds, of every unit, that a part starts with it. */
  odds: readonly number[];
};

/** Odds that all starts have in common are sought between these, until so many starts are expected, give or take. */
const LARGEST = 60;
const TRIES = 14;
const CLOSE = 0.05;

/**
 * For every unit the chance that a part starts with it, all partitions weighed by their scores, where `expected` starts
 * are to be expected: forward and backward sums of a semi-Markov chain.
 */
export function* boundaryChances(partitions: Partitions, expected: number): Steps<Float64Array> {
  let [low, high, common] = [-LARGEST, LARGEST, 0];
  for (let tries = 1; ; tries++) {
    const chances = yield* chancesWith(partitions, common);
    const found = chances.reduce((sum, chance) => sum + chance, 0);
    if (tries === TRIES || Math.abs(found - expected) < CLOSE) return chances;
    if (found > expected) high = common;
    else low = common;
    common = (low + high) / 2;
  }
}

function* chancesWith({ n, parts, odds }: Partitions, common: number): Steps<Float64Array> {
  const start = Float64Array.from({ length: n + 1 }, (_, unit) => (unit > 0 && unit < n ? odds[unit]! + common : 0));
  const [forward, backward, terms] = [new Float64Array(n + 1), new Float64Array(n + 1), new Float64Array(n)];
  for (let to = 1; to <= n; to++) {
    for (let from = 0; from < to; from++) terms[from] = forward[from]! + parts[from * (n + 1) + to]!;
    forward[to] = logSum(terms, to) + start[to]!;
    if (to % BREATH === 0) yield;
  }
  for (let from = n - 1; from >= 0; from--) {
    for (let to = from + 1; to <= n; to++) terms[to - from - 1] = backward[to]! + parts[from * (n + 1) + to]! + start[to]!;
    backward[from] = logSum(terms, n - from);
    if (from % BREATH === 0) yield;
  }
  const chances = new Float64Array(n);
  for (let unit = 1; unit < n; unit++) chances[unit] = Math.exp(forward[unit]! + backward[unit]! - forward[n]!) || 0;
  return chances;
}

/** Units whose sums are one step of the work. */
const BREATH = 32;
/** Terms so much smaller than the largest add nothing. */
const NOTHING = -30;

/** log(exp(a) + exp(b) + …) of the first terms. */
function logSum(terms: Float64Array, count: number): number {
  let most = -Infinity;
  for (let index = 0; index < count; index++) if (terms[index]! > most) most = terms[index]!;
  if (most === -Infinity) return most;
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const less = terms[index]! - most;
    if (less > NOTHING) sum += Math.exp(less);
  }
  return most + Math.log(sum);
}
