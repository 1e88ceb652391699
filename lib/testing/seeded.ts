import { createHash } from 'node:crypto';

/** Chance that is the same each time: `random(n)` is a whole number from 0 to n − 1. @param seed any text */
export function seeded(seed: string): (below: number) => number {
  const next = mulberry32(createHash('sha256').update(seed).digest().readUInt32LE());
  return (below) => Math.floor(next() * below);
}

/** Numbers in [0, 1) that look random and are the same for the same seed. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
