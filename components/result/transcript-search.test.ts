import { expect, it } from 'vitest';
import { matchingCues } from './transcript-search.ts';

const cues = ['The café opens', 'Über alles: (a+b)', 'nothing'].map((text, index) => ({ start: index, end: index + 1, text }));

it('lines match that hold every word, whatever its case and accents', () => {
  expect(matchingCues(cues, 'CAFE opens')).toEqual([0]);
  expect(matchingCues(cues, 'uber')).toEqual([1]);
  expect(matchingCues(cues, '')).toEqual([0, 1, 2]);
  expect(matchingCues(cues, 'absent')).toEqual([]);
});
