import { describe, expect, it } from 'vitest';
import { atOnce } from '#lib/platform/steps.ts';
import { parseCaptions } from './parse-captions.ts';
import { parseVtt } from './parse-vtt.ts';

const cuesOf = (...blocks: string[]) => parseCaptions(`WEBVTT\n\n${blocks.join('\n\n')}\n`)?.cues;

describe('WebVTT', () => {
  it('passes over header text, styles, regions and notes, and drops cue settings', () => {
    const parsed = parseCaptions([
      '\ufeffWEBVTT - a title\nKind: captions\nLanguage: ger',
      'STYLE\n::cue { color: --> red }', 'REGION\nid:fred width:40%', 'NOTE\nnot said', 'NOTE also not said',
      'intro\n00:01.000 --> 00:02.500 align:start line:0 region:fred\nHello', '1\n01:00:03.000 --> 01:00:04.000\nBye',
    ].join('\r\n\r\n').replaceAll(/(?<!\r)\n/g, '\r\n'));
    expect(parsed).toEqual({
      format: 'vtt', language: 'de',
      cues: [{ start: 1, end: 2.5, text: 'Hello' }, { start: 3603, end: 3604, text: 'Bye' }],
    });
  });

  it('takes the speaker from a voice, and keeps the names in the text where there are two', () => {
    expect(cuesOf('00:01.000 --> 00:02.000\n<v.loud Alice &amp; Co>Hi <i.x>there</i></v>', '00:03.000 --> 00:04.000\n<v Ann>Yes\n<v Bob>No')).toEqual([
      { start: 1, end: 2, text: 'Hi there', speaker: 'Alice & Co' }, { start: 3, end: 4, text: 'Ann: Yes Bob: No' },
    ]);
  });

  it('strips markup before it decodes entities, so that an escaped tag is text', () => {
    expect(cuesOf('00:01.000 --> 00:02.000\n<c.x><b>a</b></c> &lt;b&gt; &amp;amp; AT&T <00:01.500>5&nbsp;&#8364; I <3 you')?.[0]?.text)
      .toBe('a <b> &amp; AT&T 5 € I <3 you');
  });

  it('reads ruby as the word without the reading', () => {
    expect(cuesOf('00:01.000 --> 00:02.000\n<ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby>')?.[0]?.text).toBe('漢字');
  });

  it('ends a cue at a blank line, and drops a block that has no time', () => {
    expect(cuesOf('00:01.000 --> 00:02.000\nkept\n\nlost', '00:03.000 --> 00:04.000\nalso kept')?.map((cue) => cue.text)).toEqual(['kept', 'also kept']);
  });

  it('reads a cue that follows the header with no blank line, and a cue whose id is NOTE', () => {
    expect(parseCaptions('WEBVTT\n00:01.000 --> 00:02.000\na\n\nNOTE\n00:03.000 --> 00:04.000\nb')?.cues.map((cue) => cue.text)).toEqual(['a', 'b']);
  });

  it('gives the timestamp map of a stream segment', () => {
    const timestamp_map = atOnce(parseVtt('WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:01.500,MPEGTS:900000\n\n00:01.000 --> 00:02.000\na'))?.timestamp_map;
    expect(timestamp_map).toEqual({ local: 1.5, mpegts: 900_000 });
    expect(atOnce(parseVtt('WEBVTT\nX-TIMESTAMP-MAP=nonsense\n'))?.timestamp_map).toBeNull();
  });

  it('takes the language of its header by code or by name, and from no other line', () => {
    const languages = ['Language: en_US', 'Language: German', 'Language:\nde', 'Kind: captions'].map((line) => parseCaptions(`WEBVTT\n${line}\n\n00:01.000 --> 00:02.000\na`)?.language);
    expect(languages).toEqual(['en-US', 'de', null, null]);
  });

  it('reads a file with a header and nothing else as captions with no cue', () => {
    expect(parseCaptions('WEBVTT')).toEqual({ format: 'vtt', language: null, cues: [] });
  });

  it('reads what W3C\'s test files hold: arrows in identifiers, white space of every kind, times without hours', () => {
    expect(cuesOf('-->\n00:00.000 --> 00:01.000\na\nfoo-->\n00:01.000 --> 00:02.000\nb\n--->\n00:02.000 --> 00:03.000\nc', '00:00:09.000 -a -->', 'd', '00:03.000 -- -->')?.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect(cuesOf('spaces\n   00:00:00.000    -->  00:00:01.000 \n   a', '\t00:00:01.000\t-->\t00:00:02.000\t\nb', '\f00:00:02.000\f-->\f00:00:03.000\nc', ' \n00:03.000-->00:00:04.000\nd', '->\n0:00:04.000 --> 00:05.000\ne', '000:00:05.000 --> 000:00:06.000\nf'))
      .toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((text, index) => ({ start: index, end: index + 1, text })));
    expect(cuesOf('00:00:01.000 --> nope\nlost', '-00:01.000 --> 00:02.000\nlost', '00:00:00..000 --> 00:00:01.000\nlost', '1:2:3:4.000 --> 5:00:00.000\nlost')).toEqual([]);
    expect(cuesOf('00:00.000 --> 00:01.000\na\u0000b', '00:01.000 --> 00:02.000 region:x vertical:rl line:-1,end position:10%,line-left size:1% align:center\nset')?.map(({ text }) => text)).toEqual(['ab', 'set']);
  });
});
