import type { Cue } from '#lib/protocol/result.ts';
import { languageData, settleLanguage, type LanguageData } from './language.ts';
import { splitWords } from './words.ts';

/** Cues that a guess looks at. */
const SAMPLE_CUES = 200;

/** The language of captions: the one given if it is known, else guessed by their first words. */
export function cuesLanguage(cues: readonly Cue[], language: string | undefined): LanguageData {
  return settleLanguage(language, cues.slice(0, SAMPLE_CUES).flatMap(({ text }) => splitWords(text, languageData('und')).map(({ lower }) => lower)));
}
