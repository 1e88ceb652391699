import { describe, expect, it } from 'vitest';
import { excerptsOf } from './excerpts.ts';

const lines = (...texts: string[]) => texts.map((text, index) => ({ text, start: index * 4 }));
const long = (text: string) => `${text} ${'and so on '.repeat(16).trim()}`;

describe('where words stand', () => {
  it('is where most of them stand together, over lines that are cut in the middle of what is said', () => {
    const said = lines(long('A bridge.'), 'This is the suspension', 'bridge of the town.', long('Suspension of disbelief.'));
    expect(excerptsOf(said, ['suspension', 'bridge'])).toEqual({ words: 2, excerpts: [{ text: 'This is the suspension bridge of the town.', start: 4 }] });
  });

  it('is told for the first places only, none of them twice', () => {
    const { excerpts } = excerptsOf(lines(...Array.from({ length: 12 }, (_, index) => `Bridge number ${index} is a rather long bridge over a wide and slow river.`)), ['bridge']);
    expect(excerpts.map(({ start }) => start)).toEqual([0, 8, 16]);
  });

  it('is cut out of a long line, between words, with the words in it', () => {
    const text = `${'Something else is said here. '.repeat(20)}Then comes the viaduct of the valley. ${'And more of it. '.repeat(20)}`;
    const [found] = excerptsOf([{ text, start: 7 }], ['viaduct']).excerpts;
    expect(found?.start).toBe(7);
    expect(found?.text).toMatch(/^… .*\bviaduct of the valley\..* …$/);
    expect(found?.text.length).toBeLessThanOrEqual(165);
    expect(text).toContain(found?.text.slice(2, -2));
  });

  it('is cut without spaces too', () => {
    const [found] = excerptsOf([{ text: '橋'.repeat(300) + '鉄道' + '川'.repeat(300), start: 0 }], ['鉄道']).excerpts;
    expect(found?.text).toContain('鉄道');
    expect(found?.text.length).toBeLessThanOrEqual(165);
  });

  it('is nowhere where no word stands', () => {
    expect(excerptsOf(lines('Nothing.'), ['bridge'])).toEqual({ words: 0, excerpts: [] });
  });

  it('is found in a transcript of any length', () => {
    const before = performance.now();
    expect(excerptsOf(Array.from({ length: 300_000 }, (_, start) => ({ text: 'a bridge of the town, of which much is to be told, and said', start })), ['bridge']).excerpts).toHaveLength(3);
    expect(performance.now() - before).toBeLessThan(4000);
  });
});
