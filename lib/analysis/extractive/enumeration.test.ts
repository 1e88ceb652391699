import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCaptions } from '#lib/captions/parse-captions.ts';
import { atOnce } from '#lib/platform/steps.ts';
import { analyze } from './analyze.ts';
import { readDocument } from './document.ts';
import { findEnumeration } from './enumeration.ts';

/** Sentences so many seconds apart. */
const found = (texts: readonly string[], { language = 'en', seconds = 30 } = {}) => {
  const cues = texts.map((text, index) => ({ text, start: index * seconds, end: (index + 1) * seconds }));
  return [...findEnumeration(atOnce(readDocument(cues, language)))];
};

describe('what a speaker counts', () => {
  it('is found where it is named alike and counted in order, with a title in the speaker’s words', () => {
    expect(found(['Bridges fail.', 'So the first reason is rusty steel, and it is cheap.', 'It rusts.', 'The second reason is wind.', 'And the third reason was that nobody looked.'])).toEqual([
      [1, 'First reason: rusty steel'], [3, 'Second reason: wind'], [4, null],
    ]);
  });

  it('is known in other languages', () => {
    expect(found(['Der erste Grund ist schlechter Stahl.', 'Er rostet.', 'Der zweite Grund ist der Wind.'], { language: 'de' })).toEqual([[0, 'Schlechter Stahl'], [2, 'Wind']]);
    expect(found(['El primer motivo es el acero.', 'Se oxida.', 'El segundo motivo es el viento.'], { language: 'es' }).map(([sentence]) => sentence)).toEqual([0, 2]);
    expect(found(['La première raison est le vent.', 'Il souffle.', 'La deuxième raison est la rouille.'], { language: 'fr' }).map(([sentence]) => sentence)).toEqual([0, 2]);
  });

  it.each([
    ['counted once', ['The first reason is wind.', 'It blows.', 'The last reason is rust.']],
    ['of two kinds', ['The first reason is wind.', 'It blows.', 'The second bridge is red.']],
    ['out of order', ['The second reason is wind.', 'It blows.', 'The first reason is rust.']],
    ['without a name', ['The first is wind.', 'It blows.', 'The second is rust.']],
    ['said in passing', ['In the first year the reason is wind.', 'It blows.', 'In the second year the reason is rust.']],
  ])('is none where things are %s', (_, texts) => {
    expect(found(texts)).toEqual([]);
  });

  it('is none where things are only listed, and begins where they are spoken of at length', () => {
    const listed = ['The first reason is wind.', 'The second reason is rust.'];
    expect(found(listed, { seconds: 5 })).toEqual([]);
    expect(found([...listed, 'Now to them.', 'The first reason is wind.', 'It blows.', 'It blows on.', 'It blows hard.', 'It never rests.', 'The second reason is rust.'], { seconds: 5 }).map(([sentence]) => sentence)).toEqual([3, 8]);
  });

  it('starts chapters of the sample where they start, and names them', () => {
    const cues = parseCaptions(readFileSync(new URL('../../../public/sample/lecture.vtt', import.meta.url), 'utf8'))?.cues ?? [];
    expect(analyze({ cues }).chapters.map(({ start, title }) => [Math.floor(start), title])).toEqual([[0, 'Why we forget'], [34, 'First habit: retrieval'], [63, 'Second habit: spacing']]);
  });
});
