import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadText } from './spread-text.ts';

describe('words without times', () => {
  it('are a cue a sentence, each as long as its share of the speaking', () => {
    expect(spreadText('One two. Three four five six.\n\nSeven.', 36)).toEqual([
      { start: 0, end: 8.471, text: 'One two.' }, { start: 8.471, end: 29.647, text: 'Three four five six.' }, { start: 29.647, end: 36, text: 'Seven.' },
    ]);
  });

  it('are broken where nobody ended a sentence, so that each place can be found', () => {
    const cues = spreadText('and then we went on '.repeat(400), null);
    expect(cues.length).toBeGreaterThan(60);
    expect(Math.max(...cues.map(({ text }) => text.split(' ').length))).toBeLessThan(30);
  });

  it('keep every word, in order, on times that rise', () => {
    const words = fc.array(fc.constantFrom('so', 'Dr.', 'e.g.', 'U.S.', '3.', 'went.', 'why?', '"Yes!"', '今日は。', '天気', '\n\n', '\n', 'مرحبا؟', 'Über', '…'), { maxLength: 300 }).map((parts) => parts.join(' '));
    fc.assert(fc.property(words, fc.option(fc.integer({ min: 1, max: 9000 })), (text, seconds) => {
      const cues = spreadText(text, seconds);
      expect(cues.map((cue) => cue.text).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      cues.forEach((cue, index) => expect(cue.end > cue.start && cue.start === (cues[index - 1]?.end ?? 0)).toBe(true));
      if (seconds !== null && cues.length > 0) expect(cues.at(-1)?.end).toBeCloseTo(seconds, 2);
    }));
  });
});
