import { expect, it } from 'vitest';
import { resultLanguages } from './result-languages.ts';
import { transcriptRef, type AnalystInfo } from './result.ts';

const spokenIn = (language: string) => ({ transcript_ref: transcriptRef({ language, origin: 'captions', cues: [] }, '/t') });
const analyst: AnalystInfo = { engine: 'model', model: 'm' };

it.each([
  ['the video’s own where no other was asked for', { ...spokenIn('en'), analyst }, { spoken: 'en', written: 'en' }],
  ['that of the model where it wrote in another', { ...spokenIn('en'), analyst: { ...analyst, language: 'de' } }, { spoken: 'en', written: 'de' }],
  ['none where nothing is known', spokenIn('und'), { spoken: '', written: '' }],
  ['none before there is a transcript', {}, { spoken: '', written: '' }],
])('the language of a result is %s', (_, result, languages) => {
  expect(resultLanguages(result)).toEqual(languages);
});
