import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce } from '#lib/platform/steps.ts';
import { boundaryChances } from './boundary-chances.ts';
import { readDocument, type Document } from './document.ts';
import { freshWords } from './fresh-words.ts';
import { cutLong, pickStarts } from './pick-starts.ts';
import { findWrapUp } from './wrap-up.ts';

const documentOf = (texts: readonly string[], language = 'en'): Document =>
  atOnce(readDocument(texts.map((text, index) => ({ text, start: index * 6, end: index * 6 + 6 })), language));

describe('chances of a start', () => {
  const table = (n: number, values: readonly number[]): Float64Array => {
    const parts = new Float64Array((n + 1) * (n + 1)).fill(-Infinity);
    for (let from = 0; from < n; from++) for (let to = from + 1; to <= n; to++) parts[from * (n + 1) + to] = values[from * (n + 1) + to]!;
    return parts;
  };
  const chanceOf = (number: number): fc.Arbitrary<number[]> => fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: number, maxLength: number });

  it('are those of all partitions tried one by one, with as many expected as are asked for', () => {
    fc.assert(fc.property(chanceOf(49), chanceOf(6), fc.integer({ min: 2, max: 6 }), (values, odds, n) => {
      const parts = table(n, values);
      const chances = atOnce(boundaryChances({ n, parts, odds: odds.slice(0, n) }, (n - 1) / 2));
      const sum = chances.reduce((all, chance) => all + chance, 0);
      expect(Math.abs(sum - (n - 1) / 2)).toBeLessThan(0.06);
      // The odds that all starts have in common are not told: they are those with which as many are expected.
      const weigh = (starts: readonly number[], common: number): number =>
        Math.exp([0, ...starts].reduce((all, start, index) => all + parts[start * (n + 1) + (starts[index] ?? n)]! + (start > 0 ? odds[start]! + common : 0), 0));
      const all = Array.from({ length: 2 ** (n - 1) }, (_, cuts) => Array.from({ length: n - 1 }, (_unused, at) => at + 1).filter((at) => cuts & (1 << (at - 1))));
      const expectedWith = (common: number): number => all.reduce((top, starts) => top + weigh(starts, common) * starts.length, 0) / all.reduce((whole, starts) => whole + weigh(starts, common), 0);
      let [low, high] = [-60, 60];
      for (let tries = 0; tries < 60; tries++) if (expectedWith((low + high) / 2) > sum) high = (low + high) / 2; else low = (low + high) / 2;
      const whole = all.reduce((top, starts) => top + weigh(starts, low), 0);
      for (let unit = 1; unit < n; unit++) {
        const alone = all.filter((starts) => starts.includes(unit)).reduce((top, starts) => top + weigh(starts, low), 0) / whole;
        expect(chances[unit]).toBeCloseTo(alone, 6);
      }
    }), { numRuns: 40 });
  });

  it('are none where no part may end', () => {
    const parts = new Float64Array(9).fill(-Infinity);
    parts[2] = 0;
    expect([...atOnce(boundaryChances({ n: 2, parts, odds: [0, 9] }, 1))]).toEqual([0, 0]);
  });
});

describe('starts', () => {
  const times = [0, 100, 110, 120, 300, 500, 800];

  it('are taken where most chance is within reach, and not twice from the same', () => {
    expect(pickStarts(times, Float64Array.from([0, 0.3, 0.3, 0.3, 0.5, 0.1, 0]), { count: 2, known: [], taken: null, apart: 20 })).toEqual([2, 4]);
    expect(pickStarts(times, Float64Array.from([0, 0.3, 0.3, 0.3, 0.5, 0, 0]), { count: 5, known: [], taken: null, apart: 20 })).toEqual([2, 4]);
    expect(pickStarts(times, Float64Array.from([0, 0.3, 0.3, 0.3, 0.5, 0.1, 0]), { count: 3, known: [], taken: null, apart: 200 })).toEqual([2, 5]);
  });

  it('leave the last one its time', () => {
    expect(pickStarts(times, Float64Array.from([0, 0, 0, 0, 0.1, 0, 0.9]), { count: 2, known: [], taken: null, apart: 20 })).toEqual([4]);
  });

  it('keep clear of one that is known', () => {
    expect(pickStarts(times, Float64Array.from([0, 0.3, 0.3, 0.3, 0.5, 0.1, 0]), { count: 2, known: [], taken: 320, apart: 20 })).toEqual([2, 5]);
  });

  it('cut a chapter that is far longer than usual where the chance is best, and no other', () => {
    const chances = Float64Array.from([0, 0.1, 0.4, 0.1, 0.1, 0.1, 0]);
    expect(cutLong(times, chances, { starts: [5], usual: 100, most: 4 })).toEqual([2, 5]);
    expect(cutLong(times, chances, { starts: [5], usual: 100, most: 5 })).toEqual([5]);
  });
});

it('fresh words are the share of the next ten that were not said among the last hundred', () => {
  const { sentences } = documentOf(['Bridges carry roads over rivers.', 'Bridges carry trains over valleys.', 'Bakers knead dough in the morning, then ovens bake bread, rolls and cakes.']);
  expect(atOnce(freshWords(sentences))).toEqual([0.8, expect.closeTo(0.8, 9), expect.any(Number)]);
  const long = documentOf(['Whales sing.', ...Array.from({ length: 60 }, (_, index) => `Word${index} term${index}.`), 'Whales sing.']).sentences;
  expect(atOnce(freshWords(long)).at(-1)).toBeCloseTo(0.2, 9);
});

describe('a wrap-up', () => {
  const PLAIN = 'The bridge carries the road over the river.';
  const ending = (last: readonly string[], language?: string): number | null => findWrapUp(documentOf([...Array<string>(40).fill(PLAIN), ...last], language));

  it.each([
    ['en', "So that's it."], ['en', 'Okay, those are the main points.'], ['en', 'Yeah, I hope you found this useful.'], ['de', 'Ja, das war es.'], ['es', 'Bueno, eso es todo.'],
    ['fr', "Voilà, c'est tout."], ['it', 'Ecco, è tutto.'], ['pt', 'Bom, é isso.'],
  ])('is heard in %s: %s', (language, said) => {
    expect(ending([said, PLAIN, PLAIN], language)).toBe(40);
  });

  it('begins early enough that a chapter of 10 s follows', () => {
    expect(ending(["That's it."])).toBe(39);
  });

  it('is not heard amid the talk, nor where nothing is said of the end', () => {
    expect(ending([PLAIN])).toBeNull();
    expect(findWrapUp(documentOf([PLAIN, "So that's it.", ...Array<string>(60).fill(PLAIN)]))).toBeNull();
    expect(findWrapUp(documentOf([]))).toBeNull();
  });
});
