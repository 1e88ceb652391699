import { expect, it } from 'vitest';
import { ownLanguageNote } from './own-language.ts';

it.each([
  ['de', null], ['de', 'de'], ['en', 'en-GB'], ['pt-BR', 'pt'], ['zh', 'zh-Hans'], ['i-klingon', 'I-Klingon'],
])('nothing is said where a video in %s is asked for in %s', (language, output_language) => {
  expect(ownLanguageNote({ language, output_language })).toBeNull();
});

it.each([
  ['de', 'en', "in German, the video's own language, not in English as"], ['zh-Hans', 'zh-Hant', 'not in Traditional Chinese as'], ['und', 'fr', "in the video's own language, not in French as"], ['en', 'de-x-foo', 'not in de-x-foo as'], ['i-klingon', 'fr', 'in i-klingon,'],
])('of a video in %s that is asked for in %s the languages are named', (language, output_language, words) => {
  expect(ownLanguageNote({ language, output_language })).toContain(words);
});
