import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from './heard.ts';
import { withoutLoops, withoutRepeatedSegments } from './repetitions.ts';
import { stitch } from './stitch.ts';

describe('answers of speech services', () => {
  it('are read with fields missing, numbers as texts and languages as names', () => {
    expect(readAnswer({ language: 'German', duration: '9', segments: [{ start: '0.5', end: '2', text: ' Hallo. ' }, { start: 3, end: 3, text: 'x' }, { text: 'y' }, null, { start: 8, end: 99, text: 'Ende' }] }, 9))
      .toEqual({ language: 'de', segments: [{ start: 0.5, end: 2, text: 'Hallo.' }, { start: 8, end: 9, text: 'Ende' }] });
    expect(readAnswer({ text: '', language: null, segments: null }, 9)).toEqual({ language: null, segments: [] });
    expect(readAnswer({ segments: [{ start: 5, end: 6, text: 'b' }, { start: 1, end: 2, text: 'a' }] }, 9)?.segments.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(readAnswer({ error: 'x' }, 9)).toBeNull();
    expect(readAnswer('x', 9)).toBeNull();
  });

  it('lose segments that are silence by both measures', () => {
    const segment = { start: 0, end: 1, text: 'Thanks for watching', no_speech_prob: 0.9, avg_logprob: -1.5 };
    expect(readAnswer({ segments: [segment, { ...segment, start: 1, end: 2, text: 'quiet', avg_logprob: -0.2 }] }, 9)?.segments).toHaveLength(1);
  });

  it('without segments are spread by sentence over the slice', () => {
    expect(readAnswer({ text: 'One two. Six ten.' }, 8)?.segments).toEqual([{ start: 0, end: 4, text: 'One two.' }, { start: 4, end: 8, text: 'Six ten.' }]);
  });

});

describe('loops', () => {
  it('of a word or a phrase are said once; what people repeat stays', () => {
    expect(withoutLoops(`So ${'thank you. '.repeat(20)}bye`)).toBe('So thank you. bye');
    expect(withoutLoops('na '.repeat(50))).toBe('na');
    expect(withoutLoops('no no no no, wait')).toBe('no no no no, wait');
    expect(withoutLoops(`では${'ご視聴ありがとうございました。'.repeat(9)}次に`)).toBe('ではご視聴ありがとうございました。次に');
    expect(withoutLoops('AI技術はとてもとても大事')).toBe('AI技術はとてもとても大事');
  });

  it('of segments are one', () => {
    const texts = (...said: string[]) => withoutRepeatedSegments(said.map((text) => ({ text }))).map(({ text }) => text);
    expect(texts('a', 'Yes.', 'yes', 'Yes!', 'b', 'c', 'c')).toEqual(['a', 'Yes.', 'b', 'c', 'c']);
  });

  it('are looked for without loss of other words, in time in proportion', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', 'b', 'c.', 'D')), (words) => {
      const kept = withoutLoops(words.join(' ')).split(' ').filter(Boolean);
      expect(new Set(kept.map((word) => word.toLowerCase()))).toEqual(new Set(words.map((word) => word.toLowerCase())));
      expect(kept.length).toBeLessThanOrEqual(words.length);
    }));
    expect(withoutLoops('x '.repeat(200_000))).toBe('x');
  });
});

describe('slices', () => {
  const slice = (start: number, end: number, ...segments: [number, number, string][]) => ({ start, end, segments: segments.map(([from, to, text]) => ({ start: from, end: to, text })) });

  it('are joined with times shifted, and words of the overlap said once', () => {
    expect(stitch([
      slice(0, 12, [0, 4, 'It was the best'], [9, 12, 'of times, it was']),
      slice(10, 22, [0, 3, 'times, it was the worst'], [5, 6, 'of times']),
    ])).toEqual([
      { start: 0, end: 4, text: 'It was the best' }, { start: 9, end: 12, text: 'of times, it was' },
      { start: 12, end: 13, text: 'the worst' }, { start: 15, end: 16, text: 'of times' },
    ]);
  });

  it('are joined where no spaces tell the words', () => {
    expect(stitch([slice(0, 12, [9, 12, '今日は天気がいい']), slice(10, 22, [0, 3, '天気がいいですね']), slice(20, 30, [5, 6, 'はい'])]).map(({ text }) => text)).toEqual(['今日は天気がいい', 'ですね', 'はい']);
    expect(stitch([slice(0, 12, [9, 12, '山の']), slice(10, 22, [1, 3, 'の川'])]).map(({ text }) => text)).toEqual(['山の', 'の川']);
  });

  it('keep a sentence that both heard whole once, and lose none that one heard', () => {
    expect(stitch([slice(0, 12, [10, 11.8, 'Hello there.']), slice(10, 20, [0.1, 1.9, 'Hello there.'], [2, 3, 'Bye.'])]).map(({ text }) => text)).toEqual(['Hello there.', 'Bye.']);
    expect(stitch([slice(0, 12), slice(10, 20, [1.2, 3, 'Late.'])]).map(({ text }) => text)).toEqual(['Late.']);
  });

  it('give ordered cues of some length, whatever was heard', () => {
    const segments = fc.array(fc.tuple(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 1, max: 40 }), fc.constantFrom('a b', 'b c', 'c', 'a')), { maxLength: 8 })
      .map((parts) => parts.map(([start, length, text]): [number, number, string] => [start / 10, (start + length) / 10, text]));
    fc.assert(fc.property(fc.array(segments, { maxLength: 5 }), (heard) => {
      const cues = stitch(heard.map((parts, index) => slice(index * 10, index * 10 + 12, ...parts)));
      cues.forEach((cue, index) => {
        const before = cues[index - 1];
        expect(cue.end > cue.start && cue.text !== '' && cue.start >= (before?.start ?? 0) && cue.end >= (before?.end ?? 0)).toBe(true);
      });
    }));
  });
});
