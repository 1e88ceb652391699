import type { Steps } from '#lib/platform/steps.ts';
import type { Cue } from '#lib/protocol/result.ts';
import { findSections, type Outline, type Section } from './chapters.ts';
import { readDocument, type Document } from './document.ts';
import { peopleOf } from './people.ts';
import { readLexicon, type Lexicon } from './phrases.ts';
import { conceptWeights, quotables, type Quotable } from './sentence-weights.ts';

/** What all parts of an analysis are made of. */
export type Understanding = {
  document: Document;
  lexicon: Lexicon;
  /** Stems of the names of those who speak and are spoken to. */
  people: ReadonlySet<string>;
  sections: Section[];
  quoted: Quotable[];
  weights: Map<string, number>;
  /** From the first cue's start to the last one's end, and as long as the words take to say where times tell less. */
  seconds: number;
};

const WORDS_A_SECOND = 2.5;

export function* understand(cues: readonly Cue[], language: string | undefined, outline: Outline): Steps<Understanding> {
  const document = yield* readDocument(cues, language);
  const lexicon = yield* readLexicon(document);
  const people = yield* peopleOf(document, lexicon);
  const quoted = yield* quotables(document);
  const weights = yield* conceptWeights(quoted, lexicon);
  const sections = yield* findSections(document, { lexicon, people }, outline);
  const words = document.sentences.reduce((sum, sentence) => sum + sentence.words.length, 0);
  return { document, lexicon, people, sections, quoted, weights, seconds: words / WORDS_A_SECOND };
}
