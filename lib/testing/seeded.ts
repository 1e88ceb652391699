import { createHash } from 'node:crypto';

/** Chance that is the same each time: `random(n)` is a whole number from 0 to n − 1. @param seed any text */
export function seeded(seed: string): (below: number) => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE();
  // Mulberry32.
  return (below) => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
