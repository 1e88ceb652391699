import { describe, expect, it } from 'vitest';
import { toSentences } from './sentences.ts';

const cues = (...texts: string[]) => texts.map((text, index) => ({ start: index * 2, end: index * 2 + 2, text }));
const said = (language: string, ...texts: string[]) => toSentences(cues(...texts), language).map(({ text }) => text);

describe('sentences', () => {
  it('join cues and name the cues they were said in', () => {
    expect(toSentences(cues('It began in', 'May. Then it', 'stopped.'), 'en')).toEqual([
      { text: 'It began in May.', start: 0, end: 4, first_cue: 0, last_cue: 1 },
      { text: 'Then it stopped.', start: 2, end: 6, first_cue: 1, last_cue: 2 },
    ]);
  });

  it('do not end at abbreviations, initials, numbers and dots inside words', () => {
    expect(said('en', 'Dr. J. Smith of the U.S. Navy has 3.5 files, e.g. a.txt.', 'See node.js now! Ok?')).toEqual([
      'Dr. J. Smith of the U.S. Navy has 3.5 files, e.g. a.txt.', 'See node.js now!', 'Ok?',
    ]);
    expect(said('de', 'Am 3. Mai bzw. am 4. Juni kam Hr. Maier. Gut.')).toEqual(['Am 3. Mai bzw. am 4. Juni kam Hr. Maier.', 'Gut.']);
  });

  it('end at an abbreviation that closes a sentence', () => {
    expect(said('en', 'We met at 5 p.m. He left with pens, paper, etc. Then came Ann.')).toEqual(['We met at 5 p.m.', 'He left with pens, paper, etc.', 'Then came Ann.']);
  });

  it('take closing quotes with them, and go on after a quotation within', () => {
    expect(said('en', '"Really?" he asked. "Yes!" Done… or not.')).toEqual(['"Really?" he asked.', '"Yes!"', 'Done… or not.']);
  });

  it('are found in scripts without spaces', () => {
    expect(said('ja', '今日は天気が', 'いいです。明日は「雨です！」と', '言った。')).toEqual(['今日は天気がいいです。', '明日は「雨です！」と言った。']);
    expect(said('hi', 'यह एक है। यह दो है।')).toEqual(['यह एक है।', 'यह दो है।']);
  });

  it('are found where marks of direction wrap each line', () => {
    expect(said('he', '\u202bשלום לכולם.\u202c \u202bמה שלומכם?\u202c', '\u202bטוב מאוד.\u202c')).toHaveLength(3);
    expect(said('ar', '\u202bكيف حالكم؟\u202c أهلا.')).toHaveLength(2);
  });

  it('end where the speaker changes or a long silence follows', () => {
    const track = [{ start: 0, end: 1, text: 'I think', speaker: 'Ann' }, { start: 1, end: 2, text: 'no', speaker: 'Bob' }, { start: 30, end: 31, text: 'later' }];
    expect(toSentences(track, 'en').map(({ text, speaker }) => [text, speaker])).toEqual([['I think', 'Ann'], ['no', 'Bob'], ['later', undefined]]);
  });

  it('are made of automatic captions at pauses, else by length', () => {
    const track = Array.from({ length: 30 }, (_, index) => ({ start: index * 2, end: index * 2 + (index % 3 === 2 ? 1 : 2), text: 'four words are here' }));
    const spans = toSentences(track, 'en').map(({ first_cue, last_cue }) => [first_cue, last_cue]);
    expect(spans).toEqual(Array.from({ length: 10 }, (_, index) => [index * 3, index * 3 + 2]));
    const unbroken = toSentences(cues(...Array<string>(40).fill('four words are here')), 'en');
    expect(unbroken.every(({ text }) => text.split(' ').length <= 28)).toBe(true);
    const han = toSentences(cues(...Array<string>(40).fill('今日は天気がいいですね')), 'ja');
    expect(han.length).toBeGreaterThan(5);
  });

  it('are none where nothing is said', () => {
    expect(toSentences([], 'en')).toEqual([]);
  });
});
