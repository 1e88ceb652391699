import { describe, expect, it } from 'vitest';
import { searchWords } from './search.ts';

describe('the words of a query', () => {
  it('are eight at most, the same ones for the search and for what is shown of it, without those that say nothing', () => {
    const words = searchWords('% 1 2  3 _ 4 5 6 7 8 9 ');
    expect(words.map(({ folded }) => folded)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    expect(words.map(({ patterns }) => patterns)).toEqual([['1'], ['2'], ['3'], ['4'], ['5'], ['6'], ['7'], ['8']]);
  });

  it('are looked for in one or two spellings, with nothing in them that LIKE would take for its own', () => {
    expect(searchWords('Gemütlich 50%_x\\')).toEqual([{ folded: 'gemutlich', patterns: ['gemutlich', 'gemütlich'] }, { folded: '50%_x\\', patterns: ['50__x_'] }]);
  });
});
