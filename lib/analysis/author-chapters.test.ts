import fc from 'fast-check';
import { expect, it } from 'vitest';
import { processorMs } from '#lib/testing/processor-time.ts';
import { openingsOf } from './author-chapters.ts';

const cuesAt = (starts: readonly number[]) => starts.map((start) => ({ start, end: start + 1, text: 'x' }));

it('chapters of the author begin with the nearest cue, the earlier of two, each cue once', () => {
  const openings = openingsOf([{ title: ' C ', start: 999 }, { title: 'A', start: 0 }, { title: '', start: 3 }, { title: 'B', start: 5 }, { title: 'also B', start: 5.5 }], cuesAt([2, 4, 6, 10]));
  expect(openings).toEqual([{ title: 'A', start: 2 }, { title: 'B', start: 4 }, { title: 'also B', start: 6 }, { title: 'C', start: 10 }]);
});

it('no cue is nearer than the one that a chapter begins with', () => {
  const starts = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 20 }).map((all) => all.toSorted((a, b) => a - b));
  fc.assert(fc.property(starts, fc.integer({ min: 0, max: 70 }), (all, start) => {
    const [opening] = openingsOf([{ title: 'A', start }], cuesAt(all));
    expect(Math.abs((opening?.start ?? Infinity) - start)).toBe(Math.min(...all.map((each) => Math.abs(each - start))));
  }));
});

it('a file of chapters without end is laid on the cues in time in proportion to its length', async () => {
  const cues = cuesAt(Array.from({ length: 20_000 }, (_, index) => index));
  const chapters = Array.from({ length: 200_000 }, (_, index) => ({ title: 'A', start: index / 10 }));
  expect(await processorMs(() => expect(openingsOf(chapters, cues)).toHaveLength(20_000))).toBeLessThan(3000);
});
