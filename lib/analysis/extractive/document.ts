import type { Steps } from '#lib/platform/steps.ts';
import type { Cue } from '#lib/protocol/result.ts';
import { cuesLanguage } from './cues-language.ts';
import type { LanguageData } from './language.ts';
import { toStretches } from './sentences.ts';
import { splitWords, type Word } from './words.ts';

/** A sentence with its words; times are those of its first and last cue, in seconds. */
export type Sentence = {
  index: number;
  text: string;
  words: Word[];
  start: number;
  end: number;
  first_cue: number;
  last_cue: number;
  /** Seconds of silence before it. */
  pause: number;
  /** Whether another person begins to speak. */
  turn: boolean;
};

export type Document = { cues: readonly Cue[]; language: LanguageData; sentences: Sentence[] };

/** Cues as sentences and words. Sentences without a word of any script are left out. */
export function* readDocument(cues: readonly Cue[], language: string | undefined): Steps<Document> {
  const data = cuesLanguage(cues, language);
  yield;
  const sentences: Sentence[] = [];
  for (const stretch of yield* toStretches(cues, data.code)) {
    yield;
    const words = splitWords(stretch.text, data);
    const [first, last] = [cues[stretch.first_cue], cues[stretch.last_cue]];
    if (words.length === 0 || !first || !last) continue;
    const before = cues[sentences.at(-1)?.last_cue ?? -1];
    sentences.push({
      ...stretch, words, index: sentences.length, start: first.start, end: Math.max(first.start, last.end),
      pause: before ? Math.max(0, first.start - before.end) : 0, turn: before !== undefined && before.speaker !== first.speaker,
    });
  }
  return { cues, language: data, sentences };
}
