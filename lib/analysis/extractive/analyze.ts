import { atOnce } from '#lib/platform/steps.ts';
import type { Chapter, Cue, KeyIdea } from '#lib/protocol/result.ts';
import { ideaCount, keyIdeas } from './key-ideas.ts';
import { keyPhrases } from './key-phrases.ts';
import { shortSummary, summaryWords } from './summary.ts';
import { understand } from './understanding.ts';

export type Analysis = {
  /** Sentences of the short summary, in order. */
  summary: string[];
  chapters: Chapter[];
  /** Best first. */
  keyphrases: string[];
  /** Best first. */
  keyIdeas: KeyIdea[];
};

const PHRASES = 20;

/**
 * The whole analysis of one transcript at once; the same input gives the same output.
 * @param document `summaryWords` is the summary's length at most, in words
 */
export function analyze({ cues, language, summaryWords: budget }: { cues: readonly Cue[]; language?: string; summaryWords?: number }): Analysis {
  const { document, lexicon, people, sections, quoted, weights, seconds } = atOnce(understand(cues, language, { title: '', author_chapters: [] }));
  const ideas = atOnce(keyIdeas(quoted, weights, { document, lexicon, people, count: ideaCount(quoted, seconds) }));
  return {
    summary: atOnce(shortSummary({ quoted, weights }, budget ?? summaryWords(quoted, seconds))).map(({ text }) => text),
    chapters: sections.map(({ chapter }) => chapter),
    keyphrases: atOnce(keyPhrases(lexicon, PHRASES)).map(({ text }) => text),
    keyIdeas: ideas.toSorted((a, b) => b.score - a.score),
  };
}
