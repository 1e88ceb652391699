import { describe, expect, it } from 'vitest';
import { readMarked } from './short-summary.ts';

const NOTES = ['bridges carry trains', 'lighthouses guide ships'];

describe('a short summary with the numbers of notes in it', () => {
  it.each([
    ['Bridges carry trains. [0] Lighthouses stand. [1]', 'Bridges carry trains. Lighthouses stand.', 2],
    ['Bridges carry trains [0]. Lighthouses stand [0, 1].', 'Bridges carry trains. Lighthouses stand.', 2],
    ['Bridges carry trains. [1] Lighthouses stand. [0]', 'Bridges carry trains. Lighthouses stand.', 0],
    ['  [0] Bridges carry trains. Lighthouses stand. [7]', 'Bridges carry trains. Lighthouses stand.', 1],
    ['Bridges carry trains. Lighthouses stand. [1', 'Bridges carry trains. Lighthouses stand.', 0],
  ])('%j is read as people read it, and as proven where a note bears a sentence out', (marked, text, proven) => {
    expect(readMarked(marked, NOTES)).toEqual({ text, sentences: 2, proven });
  });

  /** Each of them once took the square of its length, or more than a call's arguments may be. */
  it.each([['blanks', `x${' '.repeat(400_000)}y`], ['marks', 'It is so. [1]'.repeat(30_000)], ['numbers', `It is so [${'1,'.repeat(200_000)}1].`]])('is read in time with its length: %s', (_, marked) => {
    const before = performance.now();
    readMarked(marked, NOTES);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
