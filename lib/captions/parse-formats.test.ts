import { describe, expect, it } from 'vitest';
import { parseCaptions } from './parse-captions.ts';

describe('YouTube', () => {
  it('json3 of automatic captions: windows and line feeds passed over, each line ends as the next starts', () => {
    const json3 = {
      wireMagic: 'pb3', pens: [{}], wsWinStyles: [{}],
      events: [
        { tStartMs: 0, dDurationMs: 9000, id: 1, wpWinPosId: 1 },
        { tStartMs: 160, dDurationMs: 4000, wWinId: 1, segs: [{ utf8: 'hello' }, { utf8: ' world', tOffsetMs: 500 }] },
        { tStartMs: 2345, dDurationMs: 1815, wWinId: 1, aAppend: 1, segs: [{ utf8: '\n' }] },
        { tStartMs: 2355, dDurationMs: 4001, wWinId: 1, segs: [{ utf8: '&gt;&gt; this <i>is</i>' }] },
        { tStartMs: 5000, wWinId: 1, segs: [{ utf8: 'it' }] },
      ],
    };
    expect(parseCaptions(JSON.stringify(json3))).toEqual({
      format: 'json3', language: null,
      cues: [{ start: 0.16, end: 2.355, text: 'hello world' }, { start: 2.355, end: 5, text: 'this is' }, { start: 5, end: 7, text: 'it' }],
    });
  });

  it('json3 with one bad event loses that event alone', () => {
    expect(parseCaptions('{"events":[{"tStartMs":1000,"segs":"x"},{"tStartMs":1000,"dDurationMs":500,"segs":[{"utf8":"a"}]}]}')?.cues).toEqual([{ start: 1, end: 1.5, text: 'a' }]);
  });

  it('srv3, srv2 and srv1', () => {
    expect(parseCaptions('<?xml version="1.0" encoding="utf-8" ?><timedtext format="3"><head><pen id="1"/></head><body><w id="1"/><p t="160" d="2000" w="1"><s ac="1">a &amp;</s><s t="500"> b</s></p><p t="900" d="1" w="1" a="1">\n</p><p t="3000" d="500">c<br/>d &amp;#39;e</p></body></timedtext>'))
      .toEqual({ format: 'srv3', language: null, cues: [{ start: 0.16, end: 2.16, text: 'a & b' }, { start: 3, end: 3.5, text: "c d 'e" }] });
    expect(parseCaptions('<timedtext><text t="1000" d="500">x</text><text t="nope">y</text></timedtext>')?.cues).toEqual([{ start: 1, end: 1.5, text: 'x' }]);
    expect(parseCaptions('<transcript><text start="1.5" dur="2">x</text><text start="4">y</text></transcript>')?.cues).toEqual([{ start: 1.5, end: 3.5, text: 'x' }, { start: 4, end: 6, text: 'y' }]);
  });
});

describe('TTML', () => {
  const ttml = (body: string, root = '') => `<?xml version="1.0"?>\n<!-- made by hand -->\n<tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xml:lang="fre" ${root}><tt:head><tt:metadata><ttm:title>no</ttm:title><ttm:agent xml:id="a"><ttm:name type="full">Alice</ttm:name></ttm:agent></tt:metadata></tt:head><tt:body>${body}</tt:body></tt:tt>`;
  const cuesOf = (body: string, root?: string) => parseCaptions(ttml(body, root))?.cues;

  it('reads times of every kind', () => {
    expect(cuesOf('<div><p begin="00:00:01.5" end="00:00:02">a</p><p begin="00:00:03:12" end="4s">b</p><p begin="5000ms" dur="1s">c</p><p begin="150f" end="0.5m">d</p></div>', 'ttp:frameRate="24"'))
      .toEqual([{ start: 1.5, end: 2, text: 'a' }, { start: 3.5, end: 4, text: 'b' }, { start: 5, end: 6, text: 'c' }, { start: 6.25, end: 30, text: 'd' }]);
    expect(cuesOf('<p begin="20000000t" end="30000000t">a</p>', 'ttp:tickRate="10000000"')).toEqual([{ start: 2, end: 3, text: 'a' }]);
    expect(cuesOf('<p begin="30000f" end="60000f">a</p>', 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"')?.[0]?.start).toBeCloseTo(1001);
  });

  it('counts times from the parent, and reads timed spans as cues of their own', () => {
    expect(cuesOf('<div begin="10s"><p begin="1s" end="9s"><span begin="0s" end="2s">a</span><span begin="2s" end="20s">b</span></p></div>'))
      .toEqual([{ start: 11, end: 13, text: 'a' }, { start: 13, end: 19, text: 'b' }]);
  });

  it('takes agents as speakers, breaks as lines, line ends in the file as spaces, and drops readings', () => {
    const parsed = parseCaptions(ttml('<p begin="1s" end="2s" ttm:agent="a">\n  one<br/>two\n  three <span tts:ruby="container"><span tts:ruby="base">漢</span><span tts:ruby="text">kan</span></span></p>'));
    expect(parsed).toEqual({ format: 'ttml', language: 'fr', cues: [{ start: 1, end: 2, text: 'one two three 漢', speaker: 'Alice' }] });
  });
});

describe('SubStation Alpha', () => {
  it('reads dialogue by the fields that the file names', () => {
    const ass = '\ufeff[Script Info]\r\nTitle: x\r\n\r\n[V4+ Styles]\r\nFormat: Name, Fontname\r\n\r\n[Events]\r\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\nComment: 0,0:00:00.00,0:00:01.00,D,,0,0,0,,no\r\nDialogue: 0,0:00:01.00,0:00:02.50,Default,Alice,0,0,0,,{\\an8\\pos(1,2)}Hi, {note}you\\Nthere\\hall\r\nDialogue: 0,0:00:03.00,0:00:04.00,D,,0,0,0,,{\\p1}m 0 0 l 10 10{\\p0}\r\nDialogue: broken\r\n';
    expect(parseCaptions(ass)).toEqual({ format: 'ass', language: null, cues: [{ start: 1, end: 2.5, text: 'Hi, you there all', speaker: 'Alice' }] });
  });

  it('draws until told to write again, whatever stands between', () => {
    const words = (text: string) => parseCaptions(`[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,${text}\n`)?.cues.map((cue) => cue.text);
    expect(words('{\\p1}m 0 0{\\c&H00&}l 10 10{\\p0}Hi {\\pos(1,2)}there')).toEqual(['Hi there']);
    expect(words('{\\an8\\p4}m 0 0')).toEqual([]);
  });
});

describe('SBV', () => {
  it('is read as YouTube gives it away, and is nothing that does not begin so', () => {
    expect(parseCaptions('\ufeff0:00:01.000,0:00:02.500\r\nHello\r\nthere\r\n\r\n0:00:03.000,0:00:04.250\r\nYes.\r\n')).toEqual({
      format: 'sbv', language: null, cues: [{ start: 1, end: 2.5, text: 'Hello there' }, { start: 3, end: 4.25, text: 'Yes.' }],
    });
    expect(parseCaptions('Notes\n0:00:01.000,0:00:02.500\nHello')).toBeNull();
  });
});

describe('podcast HTML', () => {
  it('reads who, when and what; each turn lasts until the next', () => {
    expect(parseCaptions('<html><body><cite>Kevin:</cite>\n<time>0:00</time>\n<p>We have\n an <b>update</b> &amp; more.\n<p>Really.</p><cite>Ann</cite><time>1:02:30</time><p>Fine.</p></body></html>')).toEqual({
      format: 'podcast-html', language: null,
      cues: [{ start: 0, end: 3750, text: 'We have an update & more.', speaker: 'Kevin' }, { start: 0, end: 3750, text: 'Really.', speaker: 'Kevin' }, { start: 3750, end: 3752, text: 'Fine.', speaker: 'Ann' }],
    });
  });

  it('gives a turn of many paragraphs its whole time', () => {
    const cues = parseCaptions(`<cite>Ann</cite><time>0:00</time>${Array.from({ length: 60 }, (_, index) => `<p>So ${index}.</p>`).join('')}<time>5:00</time><p>Fine.</p>`)?.cues ?? [];
    expect(cues).toHaveLength(61);
    expect(cues.slice(0, 60).every(({ start, end }) => start === 0 && end === 300)).toBe(true);
  });

  it('is no page that names a day', () => {
    expect(parseCaptions('<p>By <cite>Ann</cite>, <time datetime="2026-11-03">3 November</time></p><p>Text</p>')).toBeNull();
  });
});

describe('podcast JSON and its like', () => {
  it('reads segments of the podcast namespace, of Whisper and of transcript libraries', () => {
    expect(parseCaptions('{"version":"1.0.0","segments":[{"speaker":"Ann","startTime":0.5,"endTime":0.75,"body":"I"},{"startTime":"00:00:01.5","endTime":"2","body":"you"},{"body":"lost"}]}'))
      .toEqual({ format: 'podcast-json', language: null, cues: [{ start: 0.5, end: 0.75, text: 'I', speaker: 'Ann' }, { start: 1.5, end: 2, text: 'you' }] });
    expect(parseCaptions('{"language":"deu","segments":[{"start":0,"end":1,"text":" Hallo"}]}')).toEqual({ format: 'podcast-json', language: 'de', cues: [{ start: 0, end: 1, text: 'Hallo' }] });
    expect(parseCaptions('[{"text":"a","start":1,"duration":0.5}]')?.cues).toEqual([{ start: 1, end: 1.5, text: 'a' }]);
  });

  it('keeps what is said where its end cannot be read', () => {
    const cues = parseCaptions('{"segments":[{"start":0,"end":null,"text":"a"},{"start":1,"duration":null,"text":"b"},{"startTime":"0:02","endTime":"later","body":"c"}]}')?.cues;
    expect(cues).toEqual([{ start: 0, end: 1, text: 'a' }, { start: 1, end: 2, text: 'b' }, { start: 2, end: 4, text: 'c' }]);
  });

  it('is nothing else in JSON', () => {
    for (const text of ['[]', '{}', '[1,2]', '{"segments":[]}', '{"segments":[{}]}', '{"events":[{"name":"x","tStartMs":"y"}]}', '{"a":', '[['.repeat(100_000)]) expect(parseCaptions(text)).toBeNull();
  });
});

it('a hint is only a hint', () => {
  expect(parseCaptions('WEBVTT\n\n00:01.000 --> 00:02.000\na', 'srt')?.format).toBe('srt');
  expect(parseCaptions('WEBVTT\n\n00:01.000 --> 00:02.000\na', 'json3')?.format).toBe('vtt');
  expect(parseCaptions('WEBVTT\n\n00:01.000 --> 00:02.000\na', 'embedded')?.format).toBe('vtt');
});
