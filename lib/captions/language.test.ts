import { expect, it } from 'vitest';
import { languageNamed, shortLanguage } from './language.ts';

it('a language is known by its code, short or long, and by its English name', () => {
  const written = ['english', 'Chinese', 'de', 'eng', 'deu', 'pt-BR', 'en_US', 'klingon language', 'Klingon?', '', null];
  expect(written.map(languageNamed)).toEqual(['en', 'zh', 'de', 'en', 'de', 'pt-BR', 'en-US', null, null, null, null]);
});

it('a word that has the form of a code is none', () => {
  expect(['English', 'ger', 'zh_Hant', 'und', 'und-Latn', 'x'].map(shortLanguage)).toEqual([null, 'de', 'zh-Hant', null, null, null]);
});
