import { describe, expect, it } from 'vitest';
import { atOnce, inSlices } from '#lib/platform/steps.ts';
import { cleanText } from './clean-text.ts';
import { languageData } from './language.ts';
import { learnNouns } from './noun-likeness.ts';
import { openingOf } from './openers.ts';
import { polish } from './polish.ts';
import { readDocument } from './document.ts';
import { topicCohesion } from './topic-cohesion.ts';
import { splitWords } from './words.ts';

it('words that are said together read as one topic more than words that are not', () => {
  const table = atOnce(topicCohesion([[0, 1], [0, 1], [2, 3], [2, 3]], 4));
  const of = (from: number, to: number): number => table[from * 5 + to]!;
  expect(of(0, 2) + of(2, 4)).toBeGreaterThan(of(0, 1) + of(1, 4));
  expect(of(0, 2)).toBeCloseTo(Math.log(1.2 / 4.8) + Math.log(1.2 / 5.8) + Math.log(2.2 / 6.8) + Math.log(2.2 / 7.8), 10);
});

it.each([
  ["So, um, I mean, the the bridge, you know, is long", 'en', 'The bridge is long.'],
  ['Okay. So what?', 'en', 'What?'],
  ['also die Brücke ist äh lang', 'de', 'Die Brücke ist lang.'],
  ['Bueno, el puente es largo.', 'es', 'El puente es largo.'],
  ['今日は橋です', 'ja', '今日は橋です。'],
  ['okay', 'en', 'Okay.'],
  ['After that, the forgetting curve slowly levels out.', 'en', 'The forgetting curve slowly levels out.'],
  ['After that he forgot it.', 'en', 'After that he forgot it.'],
])('%s (%s) is quoted as %s', (said, language, quoted) => {
  expect(polish(said, language)).toBe(quoted);
});

it.each([
  ['Well, , uh, , um the bridge', 'en', 'The bridge.'], ['Also hm , äh die Brücke', 'de', 'Die Brücke.'], ['y eh, , em el puente', 'es', 'El puente.'], ['le , euh, pont — ,', 'fr', 'Le pont.'],
])('what stands around a filler goes with it: %s (%s)', (said, language, quoted) => {
  expect(polish(said, language)).toBe(quoted);
});

/** Each of them once took the square of its length. */
it.each([['commas', ', '.repeat(200_000)], ['dashes at the end', `x${'—'.repeat(400_000)}`], ['blanks', `x${' '.repeat(400_000)}y`], ['fillers', 'um , '.repeat(80_000)]])('is polished in time with its length: %s', (_, text) => {
  const before = performance.now();
  for (const language of ['en', 'de', 'es', 'fr']) polish(text, language);
  expect(performance.now() - before).toBeLessThan(3000);
});

it.each([
  ["So let's look at the data", 'en', 'topic'], ['Okay, who is there?', 'en', 'hint'], ['And it works', 'en', 'joint'], ['Steel is strong', 'en', 'plain'],
  ['Kommen wir zum Schluss', 'de', 'topic'], ['次に橋を見ます', 'ja', 'topic'], ['接下来我们看', 'zh', 'topic'],
])('%s (%s) opens as a %s', (sentence, language, opening) => {
  expect(openingOf(sentence, language)).toBe(opening);
});

it('captions lose mark-up, sounds and arrows, and nothing else', () => {
  expect(cleanText('>> <i>Tom &amp; Ann</i> [Applause] walk (slowly) ♪ home')).toBe('Tom & Ann walk (slowly) home');
});

describe('words', () => {
  it('know what names something, and what a number belongs to', () => {
    const content = (text: string, language: string): string[] => splitWords(text, languageData(language)).filter((word) => word.content).map((word) => word.text);
    expect(content("I don't think the EIP-1559 costs 300 dollars", 'en')).toEqual(['EIP', '1559', 'costs', 'dollars']);
    expect(content("l'homme et la mer", 'fr')).toEqual(['homme', 'mer']);
    expect(content("Ada's engine", 'en')).toEqual(['Ada', 'engine']);
    expect(content('橋は長い', 'ja')).not.toContain('は');
  });

  it('are the same with marks of direction', () => {
    expect(splitWords('\u202bה\u200fגשר\u202c', languageData('he')).map(({ lower }) => lower)).toEqual(['הגשר']);
  });

  it('of one kind have one stem, in their language', () => {
    const stems = (text: string, language: string): string[] => splitWords(text, languageData(language)).map(({ stem }) => stem);
    expect(new Set(stems('bridge bridges', 'en')).size).toBe(1);
    expect(new Set(stems('puente puentes', 'es')).size).toBe(1);
    expect(new Set(stems('bridge bridges', 'xx')).size).toBe(2);
  });

  it('are nouns by what stands before them', () => {
    const cues = Array.from({ length: 5 }, (_, index) => ({ text: 'We walk to the wall, they walk, and a wall is built.', start: index, end: index + 1 }));
    const likeness = atOnce(learnNouns(atOnce(readDocument(cues, 'en')).sentences, 'en'));
    expect(likeness('wall')).toBeGreaterThan(0.8);
    expect(likeness('walk')).toBeLessThan(0.3);
  });
});

describe('sentences', () => {
  const texts = (cues: readonly { text: string; start: number; end: number; speaker?: string }[]): string[] => atOnce(readDocument(cues, 'en')).sentences.map(({ text }) => text);

  it('run over captions and end in them', () => {
    expect(texts([{ text: 'Dr. Smith built', start: 0, end: 1 }, { text: 'it. We saw it', start: 1, end: 2 }, { text: 'open.', start: 2, end: 3 }])).toEqual(['Dr. Smith built it.', 'We saw it open.']);
  });

  it('end where another person speaks, and at a long silence', () => {
    expect(texts([{ text: 'One thing', start: 0, end: 1, speaker: 'A' }, { text: 'another thing', start: 1, end: 2, speaker: 'B' }, { text: 'a third', start: 30, end: 31, speaker: 'B' }])).toHaveLength(3);
  });

  it('without punctuation end at pauses and openers', () => {
    const said = (text: string, start: number): { text: string; start: number; end: number } => ({ text, start, end: start + 2 });
    expect(texts([said('the bridge carries the road over the river', 0), said('so the cables hold the deck of the bridge', 2), said('towers carry the load', 6)])).toEqual([
      'the bridge carries the road over the river', 'so the cables hold the deck of the bridge', 'towers carry the load',
    ]);
  });
});

it('long work lets others have their turn', async () => {
  function* long(): Generator<void, string> {
    const until = performance.now() + 80;
    while (performance.now() < until) yield;
    return 'done';
  }
  const order: string[] = [];
  const work = inSlices(long(), new AbortController().signal).then((word) => order.push(word));
  await new Promise<void>((resolve) => void setImmediate(() => resolve(void order.push('other'))));
  await work;
  expect(order).toEqual(['other', 'done']);
});
