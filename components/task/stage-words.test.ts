import { describe, expect, it } from 'vitest';
import { elapsed, remaining } from './stage-words.ts';

describe('times in words', () => {
  it('are steady while they count', () => {
    expect([0, 0.44, 9.96, 12.9, 59.9, 60, 185, 3_600].map(elapsed)).toEqual(['0.0 s', '0.4 s', '10.0 s', '12 s', '59 s', '1:00', '3:05', '60:00']);
  });

  it('promise no more than is known', () => {
    expect([0, 4.9, 7, 54, 58, 70, 130, 3_000].map(remaining)).toEqual([
      'a few seconds left', 'a few seconds left', 'about 10 s left', 'about 55 s left', 'about a minute left', 'about a minute left', 'about 2 minutes left', 'about 50 minutes left',
    ]);
  });
});
