import type { Steps } from './steps.ts';

/** A way to cut units into parts: first unit of each part, and the sum of the scores. */
export type Partition = { starts: number[]; score: number };

/**
 * The best partition for every number of parts from 1 to `most`, by dynamic programming.
 * Utiyama & Isahara, "A Statistical Model for Domain-Independent Text Segmentation", ACL 2001, with the count kept open.
 * @param score of the part from unit `from` up to, not with, unit `to`; -Infinity where it may not be
 */
export function* bestPartitions(n: number, most: number, score: (from: number, to: number) => number): Steps<Partition[]> {
  const best = [new Float64Array(n + 1).fill(-Infinity)];
  best[0]![0] = 0;
  const back: Int32Array[] = [new Int32Array(n + 1)];
  for (let parts = 1; parts <= Math.min(most, n); parts++) {
    const [row, from] = [new Float64Array(n + 1).fill(-Infinity), new Int32Array(n + 1)];
    const before = best[parts - 1]!;
    for (let to = parts; to <= n; to++) {
      for (let at = parts - 1; at < to; at++) {
        if (before[at] === -Infinity) continue;
        const total = before[at]! + score(at, to);
        if (total > row[to]!) [row[to], from[to]] = [total, at];
      }
    }
    best.push(row);
    back.push(from);
    yield;
  }
  return best.slice(1).flatMap((row, index) => (row[n] === -Infinity ? [] : [{ starts: trace(back, index + 1, n), score: row[n]! }]));
}

function trace(back: readonly Int32Array[], parts: number, n: number): number[] {
  const starts: number[] = [];
  let to = n;
  for (let part = parts; part > 0; part--) {
    to = back[part]![to]!;
    starts.unshift(to);
  }
  return starts;
}
