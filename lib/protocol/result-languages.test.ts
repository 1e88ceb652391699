import { expect, it } from 'vitest';
import { resultLanguages } from './result-languages.ts';
import { transcriptRef, type AnalystInfo } from './result.ts';

const spokenIn = (language: string, kind: 'manual' | 'translated' = 'manual') => ({ transcript_ref: transcriptRef({ language, origin: 'captions', track: { language, kind, label: null }, cues: [] }, '/t') });
const analyst: AnalystInfo = { engine: 'model', model: 'm' };

it.each([
  ['the video’s own where no other was asked for', { ...spokenIn('en'), analyst }, { author: 'en', transcript: 'en', written: 'en' }],
  ['that of the model where it wrote in another', { ...spokenIn('en'), analyst: { ...analyst, language: 'de' } }, { author: 'en', transcript: 'en', written: 'de' }],
  ['not the author’s where the captions are a machine’s translation', { ...spokenIn('de', 'translated'), analyst }, { author: '', transcript: 'de', written: 'de' }],
  ['none where nothing is known', spokenIn('und'), { author: '', transcript: '', written: '' }],
  ['none before there is a transcript', {}, { author: '', transcript: '', written: '' }],
  ['none before there is anything', null, { author: '', transcript: '', written: '' }],
])('the language of a result is %s', (_, result, languages) => {
  expect(resultLanguages(result)).toEqual(languages);
});
