import { expect, it } from 'vitest';
import { languageNamed } from './language.ts';

it('a language is known by its code, short or long, and by its English name', () => {
  const written = ['english', 'Chinese', 'de', 'eng', 'deu', 'pt-BR', 'en_US', 'klingon language', 'Klingon?', '', null];
  expect(written.map(languageNamed)).toEqual(['en', 'zh', 'de', 'en', 'de', 'pt-BR', 'en-US', null, null, null, null]);
});
