import { expect, it, vi } from 'vitest';
import { processorMs } from '#lib/testing/processor-time.ts';
import { parseCaptions } from './parse-captions.ts';

/** What counts is the processor's time, below. */
vi.setConfig({ testTimeout: 60_000 });

const BYTES = 20 * 1024 * 1024;
/** Of the processor, in milliseconds. Each takes less than half a second on a quiet machine; the first ones took up to 42 s when they were read to their end. */
const IN_TIME = 4000;

const filled = (head: string, piece: string) => head + piece.repeat(Math.floor(BYTES / piece.length));

/** How many cues are found, null where the text is no captions, the code where it is refused; and what that takes. */
async function timed(text: string) {
  let found: unknown;
  const taken = await processorMs(() => {
    try {
      found = parseCaptions(text)?.cues.length ?? null;
    } catch (thrown) {
      found = (thrown as { code?: string }).code;
    }
  });
  return { found, taken };
}

it.each([
  ['brackets', '', '['],
  ['lists in lists that are closed', '[{"a":0},', '[],'],
  ['objects in objects', '', '{"a":'],
  ['line ends', '', '\n'],
  ['one letter a line', '', 'x\n'],
])('20 MB of %s are no captions, and that is seen at once', async (_, head, piece) => {
  const { found, taken } = await timed(filled(head, piece));
  expect(found).toBeNull();
  expect(taken).toBeLessThan(IN_TIME);
});

it.each([
  ['line ends after a WebVTT header', 'WEBVTT\n', '\n'],
  ['lines in one cue', 'WEBVTT\n\n00:01.000 --> 00:02.000\n', 'x\n'],
  ['line ends after an SRT cue', '1\n00:01 --> 00:02\n', '\n'],
  ['carriage returns', '1\n00:01 --> 00:02\n', '\r'],
  ['timing lines', '', '00:01 --> 00:02\n'],
  ['SBV cues', '', '0:00:01.000,0:00:03.000\nx\n\n'],
  ['ASS dialogue', '[Script Info]\n[Events]\n', 'Dialogue: 0,0:00:01.00,0:00:02.00,,,,,,,x\n'],
  ['nested paragraphs', '<tt>', '<p>'],
  ['YouTube paragraphs', '<timedtext><body>', '<p t="1">x</p>'],
  ['HTML turns', '', '<cite>A</cite><time>0:01</time><p>x</p>'],
])('20 MB of %s are too large, and no more is read than is needed to see it', async (_, head, piece) => {
  const { found, taken } = await timed(filled(head, piece));
  expect(found).toBe('too_large');
  expect(taken).toBeLessThan(IN_TIME);
});

it('JSON of more cues than any recording is too large, in either format', async () => {
  const count = 100_001;
  const json3 = JSON.stringify({ wireMagic: 'pb3', events: Array.from({ length: count }, (_, at) => ({ tStartMs: at, segs: [{ utf8: 'x' }] })) });
  const segments = JSON.stringify({ segments: Array.from({ length: count }, (_, at) => ({ start: at, end: at + 1, text: 'x' })) });
  for (const text of [json3, segments, `{"events":[${'0,'.repeat(600_000)}0]}`]) expect((await timed(text)).found).toBe('too_large');
});

it('a line of dialogue keeps its own commas, and one of commas alone is no line', async () => {
  const head = '[Script Info]\n[Events]\nDialogue: ';
  expect(parseCaptions(`${head}0,0:00:01.00,0:00:02.00,D,Ann,0,0,0,,One, two,, three`)?.cues).toEqual([{ start: 1, end: 2, text: 'One, two,, three', speaker: 'Ann' }]);
  const { found, taken } = await timed(filled(head, ','));
  expect(found).toBe(0);
  expect(taken).toBeLessThan(IN_TIME);
});
