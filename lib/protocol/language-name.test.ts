import { expect, it } from 'vitest';
import { languageName } from './language-name.ts';
import { zLanguage } from './scalars.ts';

it('a language has its English name, or none where nothing is known', () => {
  expect(['de', 'zh-Hant', 'und'].map(languageName)).toEqual(['German', 'Traditional Chinese', null]);
});

it.each(['de-x-foo', 'abcd', 'en-a'])('%s, which our schema lets through and Intl does not, is called as it is', (tag) => {
  expect(zLanguage.parse(tag)).toBe(tag);
  expect(languageName(tag)).toBe(tag);
});
