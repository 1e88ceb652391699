import { toSentences, type Sentence } from '#lib/captions/sentences.ts';
import { cuesLanguage } from '#lib/analysis/extractive/cues-language.ts';
import type { LanguageData } from '#lib/analysis/extractive/language.ts';
import { splitWords } from '#lib/analysis/extractive/words.ts';
import type { Steps } from '#lib/platform/steps.ts';
import type { Transcript } from '#lib/protocol/result.ts';

export type IndexedSentence = Pick<Sentence, 'text' | 'first_cue' | 'last_cue'> & { stems: readonly string[] };

/** Some neighbouring sentences, and how often each stem is in them. */
export type Window = { sentences: readonly IndexedSentence[]; first_cue: number; last_cue: number; stems: Map<string, number>; length: number };

export type SearchIndex = {
  language: LanguageData;
  windows: Window[];
  /** In how many windows a stem is. */
  frequencies: Map<string, number>;
  mean_length: number;
};

/** Sentences in one window; two neighbours share all but one, so that what belongs together is found together. */
const SENTENCES = 3;
/** Sentences between two breaths. */
const STRETCH = 50;

/** What questions are looked up in: one pass over the transcript. */
export function* buildIndex({ cues, language }: Transcript): Steps<SearchIndex> {
  const data = cuesLanguage(cues, language);
  const sentences = toSentences(cues, language);
  yield;
  const indexed: IndexedSentence[] = [];
  for (const [index, { text, first_cue, last_cue }] of sentences.entries()) {
    indexed.push({ text, first_cue, last_cue, stems: splitWords(text, data).filter(({ content }) => content).map(({ stem }) => stem) });
    if (index % STRETCH === 0) yield;
  }
  const windows = indexed.flatMap((first, index): Window[] => {
    const group = indexed.slice(index, index + SENTENCES);
    const last = group.at(-1);
    if (!last || (index > 0 && group.length < SENTENCES)) return [];
    const words = group.flatMap(({ stems }) => stems);
    return [{ sentences: group, first_cue: first.first_cue, last_cue: last.last_cue, stems: counted(words), length: words.length }];
  });
  yield;
  const frequencies = counted(windows.flatMap((window) => [...window.stems.keys()]));
  const mean_length = windows.reduce((sum, { length }) => sum + length, 0) / Math.max(1, windows.length);
  return { language: data, windows, frequencies, mean_length };
}

function counted(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
