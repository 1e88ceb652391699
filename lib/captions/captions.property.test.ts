import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cue } from '#lib/protocol/result.ts';
import { zCue } from '#lib/protocol/result.ts';
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

describe('time in proportion to length', () => {
  const LINES = 100_000;
  const within = (ms: number, act: () => void) => {
    const before = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(ms);
  };

  it('reads, writes and splits a track of 100 000 lines within seconds', () => {
    const cues = Array.from({ length: LINES / 4 }, (_, index) => ({ start: index, end: index + 0.9, text: `This is sentence ${index}, e.g. a line. And` }));
    within(6000, () => {
      expect(parseCaptions(writeSrt(cues))?.cues).toHaveLength(cues.length);
      expect(parseCaptions(writeVtt(cues))?.cues).toHaveLength(cues.length);
      expect(toSentences(cues, 'en').length).toBeGreaterThan(cues.length);
    });
  });

  it.each(SHARDS)('is not slowed down by 100 000 times %j', (shard) => {
    within(6000, () => {
      for (const head of ['WEBVTT\n\n00:00.000 --> 00:01.000\n', '00:00.000 --> 00:01.000\n', '']) {
        toSentences(parseCaptions(head + shard.repeat(LINES))?.cues ?? [], 'en');
      }
    });
  });
});
