import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cue } from '#lib/protocol/result.ts';
import { zCue } from '#lib/protocol/result.ts';
import { processorMs } from '#lib/testing/processor-time.ts';
import { formatClock, parseClock } from './clock-text.ts';
import { parseCaptions } from './parse-captions.ts';
import { toSentences } from './sentences.ts';
import { writeSrt } from './write-srt.ts';
import { writeVtt } from './write-vtt.ts';

const SHARDS = [
  'WEBVTT', '\n', '\n\n', '\r\n', '\r', ' ', '-->', '00:00:01.000 --> 00:00:02.000', '00:00:03,5-->0:00:04,25 X1:1', '99:59:59,999', '00:61.000 --> 00:60.000\n',
  'NOTE', 'STYLE', 'REGION', 'X-TIMESTAMP-MAP=', 'Language: xx-yy', '<v Alice>', '</v>', '<c.x>', '<00:01.000>', '<', '>', '&', '&amp;', '&#0;', '&#xd800;', '{\\an8}', '{', '}', '\\N',
  '>>', 'ALICE:', 'Name: ', '1', '42', '\u0000', '\ufeff', '\ud800', '今日は。', 'مرحبا', '😀', 'words and words', '.', '!',
];
/** What each format is made of, between its opening and its end. */
const FORMATS: Record<string, { open: string; shards: string[]; close: string }> = {
  vtt: { open: 'WEBVTT\n\n00:00.000 --> 00:01.000\n', shards: SHARDS, close: '' },
  srt: { open: '00:00.000 --> 00:01.000\n', shards: SHARDS, close: '' },
  json3: {
    open: '{"wireMagic":"pb3","events":[{}', close: ']}',
    shards: [',{"tStartMs":1000,"dDurationMs":500,"segs":[{"utf8":"a"}]}', ',{"tStartMs":1e300,"segs":[{"utf8":"b"},{"utf8":"\\n"}]}', ',{"tStartMs":-5,"dDurationMs":-7,"segs":[{"utf8":"c"}]}', ',{"segs":[{}],"tStartMs":2}', ',[1]', ',null', ',{"tStartMs":2000,"aAppend":1,"segs":[{"utf8":"\\ud800&#0;<b>"}]}'],
  },
  json: {
    open: '{"segments":[{"start":0,"end":1,"text":"z"}', close: ']}',
    shards: [',{"startTime":"00:01","endTime":"x","body":"a"}', ',{"start":3,"duration":-1,"text":"b"}', ',{"start":1e400,"text":"c"}', ',7', ',{"start":2,"end":2,"text":"","speaker":""}', ',{"start":2,"end":3,"text":"d","speaker":"<v X>"}'],
  },
  srv3: {
    open: '<timedtext format="3"><body>', close: '</body></timedtext>',
    shards: ['<p t="1" d="2">', '</p>', '<p t="x" d="-1">', '<s t="5">w</s>', 'text & more', '<', '>', '&#xffffff;', '<p', ' t="9"', '<br/>', '</body>', '<!--', ']]>', '<![CDATA[', '<text start="1.5" dur="2">'],
  },
  ttml: {
    open: '<tt xmlns="http://www.w3.org/ns/ttml" ttp:frameRate="0" ttp:frameRateMultiplier="0 0" ttp:tickRate="-1"><body>', close: '</body></tt>',
    shards: ['<p begin="1s" end="2s">', '<p begin="00:00:01:99" dur="9999999999h">', '<span begin="5f" end="7t">', '</span>', '</p>', '<p begin="nope">', '<div begin="1s">', '</div>', 'text', '<br/>', '<ttm:agent xml:id="a">', '<p ttm:agent="a" begin="3s">', '<metadata>', '</tt>', '&lt;i&gt;', '<tt>'],
  },
  'podcast-html': {
    open: '<cite>A</cite><time>0:00</time><p>z</p>', close: '',
    shards: ['<cite>B:</cite>', '<time>0:05</time>', '<time>nope</time>', '<p>', '</p>', 'text', '&lt;', '<', '<div>', '</div>', '<time>99:99:99</time>', '<!--', '<script>'],
  },
  ass: {
    open: '[Script Info]\n[Events]\n', close: '\n',
    shards: ['Dialogue: 0,0:00:01.00,0:00:02.00,D,Ann,0,0,0,,Hi {\\an8}\\Nthere\n', 'Format: Text\n', 'Format: Start, Text\n', 'Dialogue: 0:00:05.00,b,c\n', 'Dialogue:\n', '{\\p1}m 0', '{', '}', '[Fonts]\n', '[Events]\n', ',', '\\N', 'Comment: x\n', '0:00:09.99'],
  },
};
const soupOf = (shards: readonly string[]) => fc.array(fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...shards) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) }), { maxLength: 40 }).map((parts) => parts.join(''));
const soup = fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...SHARDS) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) }), { maxLength: 60 }).map((parts) => parts.join(''));
const word = fc.stringMatching(/^[a-z]{1,8}$/);
const said = fc.array(fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: fc.constantFrom('<b>', '&amp;', '&', '<', '-->', 'a>b', '{\\an8}', '今日', '…', 'x:', '12') }), { minLength: 1, maxLength: 6 }).map((words) => `z ${words.join(' ')} z`);
const track = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 5000 }), length: fc.integer({ min: 1, max: 9000 }), text: said, speaker: fc.option(fc.constantFrom('ALICE', 'BOB'), { nil: undefined }) }), { maxLength: 20 }).map((parts) => {
  let at = 0;
  return parts.map(({ gap, length, text, speaker }): Cue => {
    const start = at + gap;
    at = start + length;
    return { start: start / 1000, end: at / 1000, text, ...(speaker === undefined ? {} : { speaker }) };
  });
});

export function expectValid(cues: readonly Cue[]): void {
  cues.forEach((cue, index) => {
    const before = cues[index - 1];
    expect(zCue.safeParse(cue).success && Number.isFinite(cue.end) && cue.end > cue.start && cue.text.trim() !== '' && cue.text.isWellFormed()).toBe(true);
    if (before) expect(cue.start >= before.start && cue.end >= before.end).toBe(true);
  });
}

describe('timed text, whatever comes', () => {
  it('never throws, and gives valid cues in order', () => {
    fc.assert(fc.property(soup, fc.boolean(), (text, headed) => {
      const parsed = parseCaptions(headed ? `WEBVTT\n\n${text}` : text);
      if (parsed) expectValid(parsed.cues);
    }), { numRuns: 5000 });
  });

  it.each(Object.keys(FORMATS))('never throws on broken %s either', (name) => {
    const { open, shards, close } = FORMATS[name] as (typeof FORMATS)[string];
    fc.assert(fc.property(soupOf(shards), fc.boolean(), (text, closed) => {
      const parsed = parseCaptions(open + text + (closed ? close : ''));
      if (parsed) expectValid(parsed.cues);
    }), { numRuns: 2000 });
  });

  it('gives the same cues again after writing WebVTT or SRT', () => {
    fc.assert(fc.property(track, (cues) => {
      expect(parseCaptions(writeVtt(cues))?.cues).toEqual(cues);
      if (cues.length > 0) expect(parseCaptions(writeSrt(cues))?.cues).toEqual(cues);
    }), { numRuns: 1000 });
  });

  it('writes and reads a time to the millisecond', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 360_000_000 }), fc.constantFrom('.' as const, ',' as const), (millis, point) => {
      expect(parseClock(formatClock(millis / 1000, point))).toBe(millis / 1000);
    }));
  });

  it('puts every word of the cues into exactly one sentence, in order', () => {
    fc.assert(fc.property(soup, (text) => {
      const cues = parseCaptions(`WEBVTT\n\n00:00.000 --> 00:01.000\n${text}`)?.cues ?? [];
      const sentences = toSentences(cues, 'en');
      const bare = (texts: { text: string }[]) => texts.map((each) => each.text).join('').replaceAll(/\s/g, '');
      expect(bare(sentences)).toBe(bare(cues));
      sentences.forEach((sentence, index) => {
        expect(sentence.first_cue).toBeLessThanOrEqual(sentence.last_cue);
        expect(sentence.first_cue).toBeGreaterThanOrEqual(sentences[index - 1]?.last_cue ?? 0);
      });
    }), { numRuns: 1000 });
  });
});

describe('time in proportion to length', { timeout: 60_000 }, () => {
  const LINES = 100_000;
  /** Within the bound of cues, beyond which a file is refused unread. */
  const CUES = 90_000;
  /** Within the bound of one cue. */
  const LETTERS = 190_000;
  /** None where it is refused. */
  const cuesIn = (text: string) => {
    try {
      return parseCaptions(text)?.cues ?? [];
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'too_large' });
      return [];
    }
  };
  const within = async (ms: number, act: () => void) => expect(await processorMs(act)).toBeLessThan(ms);

  it('reads, writes and splits a track of 100 000 lines within seconds', async () => {
    const cues = Array.from({ length: LINES / 4 }, (_, index) => ({ start: index, end: index + 0.9, text: `This is sentence ${index}, e.g. a line. And` }));
    await within(6000, () => {
      expect(parseCaptions(writeSrt(cues))?.cues).toHaveLength(cues.length);
      expect(parseCaptions(writeVtt(cues))?.cues).toHaveLength(cues.length);
      expect(toSentences(cues, 'en').length).toBeGreaterThan(cues.length);
    });
  });

  const repeated = Object.entries(FORMATS).flatMap(([name, format]) => format.shards.map((shard) => ({ name, shard, ...format })));

  it.each(repeated)('is not slowed down by 90 000 times $shard in $name', async ({ open, shard, close }) => {
    await within(8000, () => {
      for (const count of [CUES, Math.min(CUES, Math.floor(LETTERS / shard.length))]) toSentences(cuesIn(open + shard.repeat(count) + close), 'en');
    });
  });

  /** Each of them once took a pattern of ours minutes, or for ever. */
  const inOneCue = (text: string) => `WEBVTT\n\n00:01.000 --> 00:02.000\n${text}\n`;
  it.each(Object.entries({
    'classes of a voice': inOneCue(`<v${'.a'.repeat(40)}<`),
    'blanks of a voice': inOneCue(`<v${' '.repeat(LINES)}<`),
    'declarations before a root': `${`<!${' '.repeat(300)}`.repeat(19)}x`,
    'scales of a drawing': `[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,{${'\\p1'.repeat(LETTERS / 4)}\n`,
    'blanks in a name': `<cite>a${'&#32;'.repeat(LINES)}b</cite><time>0:01</time><p>x</p>`,
  }))('is not slowed down by the %s', async (_, text) => {
    await within(1000, () => cuesIn(text));
  });

  it.each(SHARDS)('is not slowed down by 100 000 times %j alone', async (shard) => {
    await within(8000, () => cuesIn(shard.repeat(LINES)));
  });
});
