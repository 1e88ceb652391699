import { describe, expect, it } from 'vitest';
import { zCue, type Cue } from '#lib/protocol/result.ts';
import { seeded } from '#lib/testing/seeded.ts';
import { parseCaptions, type CaptionFormat } from './parse-captions.ts';

/** Inputs of each family. */
const INPUTS = 100_000;
/** Schema checks are slow: every so many inputs the schema itself is asked, the rest by the same rules in short. */
const EVERY = 50;

/** A whole file of each kind, cut where a writer could go wrong. */
const WHOLE: Record<CaptionFormat, string[]> = {
  vtt: ['WEBVTT', ' - title', '\n', 'X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000', '\n\n', 'STYLE\n::cue { color: red }', '\n\n', 'id 1\n', '00:00:01.000', ' --> ', '00:00:02.500', ' align:start line:0', '\n', '<v Ann Lee>', 'Hello ', '<c.x>', 'there', '</c>', ' &amp; ', 'more', '\n\n', '00:03.000', ' --> ', '00:04.000', '\n', '<00:03.500>', 'rolling', '\n', 'on'],
  srt: ['1', '\n', '00:00:01,000', ' --> ', '00:00:02,500', ' X1:1 Y1:2', '\n', '{\\an8}', '<i>', 'Hello', '</i>', '\n', 'ALICE: ', 'there', '\n\n', '2', '\n', '00:00:03,5', '-->', '0:00:04.25', '\r\n', '42', '\r\n\r\n', '3\n', '00:00:05:000', ' --> ', '00:00:06:000', '\n', '>> ', 'Yes.'],
  json3: ['{"wireMagic":"pb3",', '"events":[', '{"tStartMs":1000,', '"dDurationMs":2000,', '"segs":[', '{"utf8":"Hello"}', ',', '{"utf8":"\\n"}', ']}', ',', '{"tStartMs":2500,', '"aAppend":1,', '"segs":[{"utf8":" there"}]', '}', ',', '{"tStartMs":3000,"dDurationMs":500,"segs":[{"utf8":"&gt;&gt; on"}]}', ']', '}'],
  'podcast-json': ['{"version":"1.0.0",', '"language":"de",', '"segments":[', '{"speaker":"Ann",', '"startTime":0.5,', '"endTime":', '1.5', ',"body":"Hello"}', ',', '{"start":"00:00:02",', '"duration":1,', '"text":"there"}', ',', '{"start":3,"end":4,"text":"on"}', ']', '}'],
  srv3: ['<?xml version="1.0"?>', '<timedtext format="3">', '<head/>', '<body>', '<p t="1000" d="2000"', ' w="1">', '<s>', 'Hello', '</s>', '<s t="5">', ' there', '</s>', '</p>', '<p t="2500"', ' d="1" a="1">', '\n', '</p>', '<p t="3000" d="900">', 'on &amp;amp;', '<br/>', 'on', '</p>', '</body>', '</timedtext>'],
  ttml: ['<tt xmlns="http://www.w3.org/ns/ttml"', ' xml:lang="en"', ' ttp:frameRate="25"', '>', '<head>', '<ttm:agent xml:id="a"><ttm:name>Ann</ttm:name></ttm:agent>', '</head>', '<body>', '<div begin="1s">', '<p begin="00:00:01.5"', ' end="3s"', ' ttm:agent="a">', 'Hello', '<br/>', '<span begin="1f" dur="500ms">', 'there', '</span>', '</p>', '<p begin="12t" end="3m">', 'on', '</p>', '</div>', '</body>', '</tt>'],
  sbv: ['0:00:01.000,0:00:02.500', '\n', 'Hello', '\n', 'there', '\n\n', '0:00:03.000,0:00:04.250', '\r\n', 'ALICE: on', '\r\n\r\n', '0:00:05.000,0:00:04.000', '\n', '>> Yes.'],
  'podcast-html': ['<html><body>', '<cite>', 'Ann:', '</cite>', '<time>', '0:00', '</time>', '<p>', 'Hello &amp; there', '</p>', '<cite>Bob</cite>', '<time>1:05</time>', '<p>', 'on', '<p>', 'and on', '</p>', '</body></html>'],
  ass: ['[Script Info]\n', 'Title: x\n', '[Events]\n', 'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n', 'Dialogue: ', '0,', '0:00:01.00,', '0:00:02.50,', 'Default,', 'Ann,', '0,0,0,,', '{\\an8}', 'Hello, ', '\\N', 'there', '\n', 'Dialogue: 0,0:00:03.00,0:00:04.00,D,,0,0,0,,', '{\\p1}m 0 0{\\p0}', 'on', '\n'],
};
/** What does not belong there, or too much of it. */
const STRANGE = [
  '', '\u0000', '\ufeff', '\ud800', '\n', '\r', '\r\r\n', '\n\n', ' ', '\t', '-->', '--', '>', '<', '</', '<v ', '<!--', ']]>', '<![CDATA[', '&', '&#0;', '&#xd800;', '&#x110000;', '"', '\\', '\\u0000', '{', '}', '[', ']', ',', ':', '\u202e', '今日は。', 'مرحبا', '👩‍👩‍👧', '\u00ad\u200b',
  '00:00:01.000 --> 00:00:02.000', '99:99:99.999', '9999:00:00,000', '00:00:00.000 --> 00:00:00.000', '-1', '1e999', 'NaN', 'null', 'true', '0', '-0', '1e-7', '9007199254740993', '{"a":{"b":[]}}', '"segs":null', 'WEBVTT', '[Events]', '<tt>', '<p>', '</p>', '<p t="9" d="-9">', 'X-TIMESTAMP-MAP=', 'NOTE x', 'a'.repeat(300), '<i>'.repeat(30), ' '.repeat(100),
];

type Random = (below: number) => number;

function mutated(pieces: readonly string[], others: readonly string[][], random: Random): string {
  const text = [...pieces];
  for (let count = random(4) + (random(8) === 0 ? 12 : 0); count >= 0; count--) {
    const at = random(text.length + 1);
    switch (random(7)) {
      case 0: text.splice(at, 1 + random(3)); break;
      case 1: text.splice(at, 0, text[random(text.length || 1)] ?? ''); break;
      case 2: text.splice(at, 1, STRANGE[random(STRANGE.length)] ?? ''); break;
      case 3: text.splice(at, 0, STRANGE[random(STRANGE.length)] ?? ''); break;
      case 4: text.splice(at, 2, text[at + 1] ?? '', text[at] ?? ''); break;
      case 5: { const other = others[random(others.length)] ?? []; text.splice(at, 0, other[random(other.length)] ?? ''); break; }
      default: { const piece = text[at] ?? ''; const cut = random(piece.length + 1); text[at] = piece.slice(0, cut) + String.fromCharCode(random(random(3) === 0 ? 65_536 : 128)) + piece.slice(cut + random(2)); }
    }
  }
  const whole = text.join('');
  return random(10) === 0 ? whole.slice(0, random(whole.length + 1)) : whole;
}

const VALUES = [null, true, 0, -1, 0.1, 1500, 1e15, 1e308, '', '1', '2.5', '00:00:03', 'x', '<b>', '\n', '\ud800', '>> A: b', [], {}, [[]], { utf8: 'in' }];
type Tree = Record<string, unknown>;

/** JSON stays JSON: what changes is what stands in it. */
function mutatedTree(whole: string, random: Random): string {
  const root = JSON.parse(whole) as Tree;
  for (let count = random(5); count >= 0; count--) {
    let node = root;
    for (let depth = random(4); depth >= 0; depth--) {
      const inner = Object.values(node).filter((value): value is Tree => typeof value === 'object' && value !== null);
      node = inner[random(inner.length || 1)] ?? node;
    }
    const keys = Object.keys(node);
    const key = keys[random(keys.length || 1)] ?? 'text';
    const value: unknown = structuredClone(VALUES[random(VALUES.length)]);
    if (random(4) > 0) node[key] = value;
    else if (Array.isArray(node)) node.push(structuredClone(node[random(node.length || 1)] ?? value));
    else delete node[key];
  }
  return JSON.stringify(root);
}

/** In short what the schema says, and order. */
function isValid(cue: Cue, before: Cue | undefined): boolean {
  return Number.isFinite(cue.end) && cue.start >= 0 && cue.end > cue.start && cue.text.trim() !== '' && cue.text.isWellFormed() && (cue.speaker === undefined || cue.speaker.isWellFormed()) && (before === undefined || (cue.start >= before.start && cue.end >= before.end));
}

describe('a hundred thousand broken files of each kind', () => {
  it.each(Object.keys(WHOLE) as CaptionFormat[])('%s: never a throw, always valid and in order', (format) => {
    const random = seeded(format);
    const others = Object.values(WHOLE);
    let read = 0;
    for (let input = 0; input < INPUTS; input++) {
      const text = format.includes('json') && random(4) > 0 ? mutatedTree(WHOLE[format].join(''), random) : mutated(WHOLE[format], others, random);
      const cues = parseCaptions(text, format)?.cues ?? [];
      read += cues.length > 0 ? 1 : 0;
      const valid = cues.every((cue, index) => isValid(cue, cues[index - 1])) && (input % EVERY !== 0 || cues.every((cue) => zCue.safeParse(cue).success));
      if (!valid) expect.fail(`${JSON.stringify(text)} gives ${JSON.stringify(cues)}`);
    }
    // What breaks nearly every file tests only the first line of a parser.
    expect(read).toBeGreaterThan(INPUTS / 4);
  }, 120_000);
});
