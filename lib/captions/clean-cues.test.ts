import { describe, expect, it } from 'vitest';
import { atOnce } from '#lib/platform/steps.ts';
import { cleanCues } from './clean-cues.ts';
import type { RawCue } from './raw-cue.ts';

const cue = (start: number, end: number | null, text: string) => ({ start, end, text });
const cleaned = (raw: readonly RawCue[]) => atOnce(cleanCues(raw));
const texts = (...said: string[]) => cleaned(said.map((text, index) => cue(index, index + 1, text)));

describe('rolling captions', () => {
  it('leaves in each cue what is new, as automatic captions of YouTube need', () => {
    expect(cleaned([
      cue(0, 2, ' \nhello<00:00:00.500><c> world</c>'), cue(2, 2.01, 'hello world\n '),
      cue(2.01, 4, 'hello world\nthis<00:00:02.500><c> is</c>'), cue(4, 4.01, 'this is\n '), cue(4.01, 6, 'this is\nall'),
    ])).toEqual([
      { start: 0, end: 2.01, text: 'hello world' }, { start: 2.01, end: 4.01, text: 'this is' }, { start: 4.01, end: 6, text: 'all' },
    ]);
  });

  it('joins the moment that only holds a line with the line', () => {
    expect(cleaned([cue(0, 2, 'a b'), cue(2, 2.01, 'a b'), cue(2.01, 4, 'c'), cue(4, 4.01, 'c')]).map((each) => each.text)).toEqual(['a b', 'c']);
  });

  it('keeps all words of a file in which one cue happens to go on from the one before', () => {
    const said = ['I think', 'I think so', 'and', 'then', 'we', 'all', 'went', 'home'];
    expect(texts(...said).map((each) => each.text)).toEqual(said);
  });

  it('leaves the growth of a line that is painted word by word', () => {
    expect(texts('one', 'one two', 'one two three').map((each) => each.text)).toEqual(['one', 'two', 'three']);
  });

  it('keeps three lines that roll up to one each', () => {
    expect(texts('a', 'a\nb', 'a\nb\nc', 'b\nc\nd').map((each) => each.text)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('leaves the growth of a line of a script without spaces, and takes no word for half of another', () => {
    expect(texts('今日は', '今日は天気が', '今日は天気がいい').map((each) => each.text)).toEqual(['今日は', '天気が', 'いい']);
    const said = ['a', 'an', 'and', 'andes'];
    expect(texts(...said).map((each) => each.text)).toEqual(said);
  });

  it('keeps a chorus that is sung twice', () => {
    expect(texts('La la la', 'La la la', 'Oh', 'La la la').map((each) => each.text)).toEqual(['La la la', 'La la la', 'Oh', 'La la la']);
  });
});

describe('order and ends', () => {
  it('sorts by start, and gives a cue without a usable end the next start or a short guess', () => {
    expect(cleaned([cue(5, 4, 'c'), cue(1, null, 'a'), cue(2, 2, 'b')])).toEqual([
      { start: 1, end: 2, text: 'a' }, { start: 2, end: 4, text: 'b' }, { start: 5, end: 7, text: 'c' },
    ]);
  });

  it('drops empty cues and impossible times', () => {
    expect(cleaned([cue(0, 1, ' <i></i> '), cue(Number.NaN, 1, 'x'), cue(-1, 1, 'y'), cue(0, Infinity, 'z')]).map((each) => each.text)).toEqual(['z']);
  });

  it('keeps two voices at once, but lets no cue outlast the next', () => {
    expect(cleaned([cue(0, 2, 'a'), cue(3, 50, 'sign'), cue(4, 6, 'b'), cue(7, 9, 'c'), cue(10, 12, 'd')]).map((each) => each.end)).toEqual([2, 6, 6, 9, 12]);
    expect(cleaned([cue(0, 2, 'a'), cue(0, 3, 'b'), cue(4, 5, 'c')])).toHaveLength(3);
  });

  it('ends each cue as the next starts where most of them overlap', () => {
    expect(cleaned([cue(0, 5, 'a'), cue(2, 7, 'b'), cue(4, 9, 'c')]).map((each) => each.end)).toEqual([2, 4, 9]);
  });

  it('takes every character that breaks a line for a space', () => {
    expect(texts('one\rtwo', 'one\u000btwo', 'one\ftwo', 'one\u2028two').map((each) => each.text)).toEqual(Array(4).fill('one two'));
  });

  it('takes the same text at the same start once', () => {
    expect(cleaned([cue(0, 2, 'a'), cue(0, 3, 'a'), cue(4, 5, 'a')])).toEqual([{ start: 0, end: 3, text: 'a' }, { start: 4, end: 5, text: 'a' }]);
  });

  it('joins lines with a space, and with none between characters of scripts without spaces', () => {
    expect(texts('one\ntwo', '今日は\n天気', '中文\nEnglish').map((each) => each.text)).toEqual(['one two', '今日は天気', '中文 English']);
  });
});

describe('speakers', () => {
  it('moves a name in capitals or after >> out of the text, and drops bare marks', () => {
    expect(texts('ALICE B.: Hi', '&gt;&gt; Bob: Ho', '>> Well. >> And you?', 'plain')).toEqual([
      { start: 0, end: 1, text: 'Hi', speaker: 'ALICE B.' }, { start: 1, end: 2, text: 'Ho', speaker: 'Bob' },
      { start: 2, end: 3, text: 'Well. And you?' }, { start: 3, end: 4, text: 'plain' },
    ]);
  });

  it('believes names of a file in which many cues open with one', () => {
    expect(texts('Ann: Hi.', 'Bob: Ho.', 'And so on').map((each) => each.speaker)).toEqual(['Ann', 'Bob', undefined]);
  });

  it('believes a name that comes twice', () => {
    const said = texts('Ann Lee: a', ...Array<string>(20).fill('x y'), 'Ann Lee: b');
    expect(said.filter((each) => each.speaker === 'Ann Lee')).toHaveLength(2);
  });

  it('takes a sentence of a script without capitals for none', () => {
    const said = ['现在的问题是：我们怎么办', 'السؤال هو: لماذا', 'השאלה היא: למה', 'あ', 'い', 'う', 'え', 'お', 'か', 'き', 'く', 'け', 'こ', 'さ', 'し', 'す'];
    expect(texts(...said)).toEqual(said.map((text, index) => ({ start: index, end: index + 1, text })));
    expect(texts('小明：你好', '小红：你好', '小明：再见').map((each) => each.speaker)).toEqual(['小明', '小红', '小明']);
  });

  it('leaves sentences with a colon alone', () => {
    const said = texts('Remember: eat.', 'The answer: 42', 'At 10:30 we go', 'NOTE: this', 'x', 'y', 'z', 'a', 'b', 'c', 'd');
    expect(said.some((each) => each.speaker !== undefined)).toBe(false);
  });
});
