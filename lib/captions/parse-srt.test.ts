import { describe, expect, it } from 'vitest';
import { parseCaptions } from './parse-captions.ts';

const cuesOf = (text: string) => parseCaptions(text)?.cues;

describe('SRT as the wild writes it', () => {
  it('reads CRLF, arrows without spaces, points for commas, short fractions, overrides and position text', () => {
    const dirty = '\ufeff1\r\n00:00:01,000-->00:00:02.5\r\n{\\an8}<i>One</i>\r\n\r\n2\r\n0:00:07,5 --> 0:00:09:250 X1:10 X2:30 Y1:4 Y2:5\r\n<font color="#fff">Two</font>\r\n';
    expect(parseCaptions(dirty)).toEqual({
      format: 'srt', language: null, cues: [{ start: 1, end: 2.5, text: 'One' }, { start: 7.5, end: 9.25, text: 'Two' }],
    });
  });

  it('keeps the lines after a blank line inside a cue', () => {
    expect(cuesOf('1\n00:00:01,000 --> 00:00:02,000\nfirst\n\nsecond\n\n2\n00:00:03,000 --> 00:00:04,000\nthird\n')?.map((cue) => cue.text))
      .toEqual(['first second', 'third']);
  });

  it('tells a number that is said from the number of a cue', () => {
    const text = '1\n00:00:01,000 --> 00:00:02,000\n42\n\n2\n00:00:03,000 --> 00:00:04,000\n1984\n3\n00:00:05,000 --> 00:00:06,000\n7\n';
    expect(cuesOf(text)?.map((cue) => cue.text)).toEqual(['42', '1984', '7']);
  });

  it('needs no numbers and no blank lines between cues', () => {
    expect(cuesOf('00:00:01,000 --> 00:00:02,000\n10\n\n00:00:03,000 --> 00:00:04,000\nb\n00:00:05,000 --> 00:00:06,000\nc')?.map((cue) => cue.text))
      .toEqual(['10', 'b', 'c']);
  });

  it('takes a number that stands a blank line above its time', () => {
    expect(cuesOf('1\n\n00:00:01,000 --> 00:00:02,000\na\n\n2\n\n00:00:03,000 --> 00:00:04,000\nb\n\n3\n')?.map((cue) => cue.text)).toEqual(['a', 'b 3']);
  });

  it('reads text on the line of the times, and line ends doubled by a faulty converter', () => {
    expect(cuesOf('1\r\r\n00:00:01,000 --> 00:00:02,000 Hello there\r\r\nworld\r\r\n')?.[0]?.text).toBe('Hello there world');
  });

  it('reads a WebVTT body that lost its header', () => {
    expect(cuesOf('00:01.000 --> 00:02.000 align:start position:0%\nHi')).toEqual([{ start: 1, end: 2, text: 'Hi' }]);
  });

  it('is no captions: a page with comments, prose, JSON of another kind, nothing', () => {
    for (const text of ['<html><!-- a --><p>12:00 -> 13:00 hours</p></html>', 'Just some words.', '{"a":1}', '', '-->']) expect(parseCaptions(text)).toBeNull();
  });
});
