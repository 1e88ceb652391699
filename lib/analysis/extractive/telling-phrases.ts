import type { Steps } from '#lib/platform/steps.ts';
import type { Document, Sentence } from './document.ts';
import type { Lexicon, Phrase } from './phrases.ts';

/** Sentences of a chapter: from the first up to, not with, the second. */
export type Range = readonly [from: number, to: number];

const SMOOTHING = 0.5;
/** A phrase that looks less like a name than this is no title. */
const LEAST_LIKENESS = 0.3;

/** A phrase and how well it tells its chapter from the others. */
export type Weighed = { phrase: Phrase; weight: number; /** Times it is said in the chapter. */ here: number };

/** Words at a chapter's start that say what it is about, and what a phrase said there counts. */
const OPENING_WORDS = 60;
const OPENING = 3;

/**
 * For every chapter its telling phrases, best first: said often here, seldom elsewhere (in the sense of Dunning,
 * "Accurate Methods for the Statistics of Surprise and Coincidence", 1993) and, above all, at its start,
 * where speakers announce what comes.
 */
export function* tellingPhrases(lexicon: Lexicon, { sentences }: Document, chapters: readonly Range[]): Steps<Weighed[][]> {
  const found: Weighed[][] = chapters.map(() => []);
  const size = chapters.reduce((sum, [from, to]) => sum + to - from, 0);
  const openings = chapters.map((range) => openingEnd(sentences, range));
  for (const phrase of lexicon.phrases.values()) {
    yield;
    const here = new Map<number, { times: number; opens: boolean }>();
    let chapter = 0;
    for (const sentence of phrase.said) {
      while (sentence >= (chapters[chapter]?.[1] ?? Infinity)) chapter++;
      const known = here.get(chapter);
      if (known) known.times++;
      else here.set(chapter, { times: 1, opens: sentence < openings[chapter]! });
    }
    for (const [index, { times, opens }] of here) {
      const [from, to] = chapters[index]!;
      const weight = (opens ? OPENING : 1) * weigh(phrase, lexicon, { here: times, share: (to - from) / Math.max(1, size) });
      if (weight > 0) found[index]!.push({ phrase, weight, here: times });
    }
  }
  const ranked: Weighed[][] = [];
  for (const list of found) {
    yield;
    ranked.push(list.toSorted((a, b) => b.weight - a.weight || (a.phrase.key < b.phrase.key ? -1 : 1)));
  }
  return ranked;
}

/** The first sentence after a chapter's opening. */
export function openingEnd(sentences: readonly Sentence[], [from, to]: Range): number {
  let words = 0;
  let at = from;
  for (; at < to && words < OPENING_WORDS; at++) words += sentences[at]!.words.length;
  return at;
}

function weigh(phrase: Phrase, { named, frequency, nounLikeness }: Lexicon, { here, share }: { here: number; share: number }): number {
  const { said, stems, alone } = phrase;
  const likeness = nounLikeness(phrase);
  if ((alone === 0 && said.length < 3) || likeness < LEAST_LIKENESS) return 0;
  const expected = said.length * share;
  const telling = Math.sqrt(Math.log(1 + here / (expected + SMOOTHING)));
  const names = stems.reduce((sum, stem) => sum + (named.get(stem) ?? 0), 0) / stems.length;
  const words = stems.reduce((sum, stem) => sum + Math.log(1 + (frequency.get(stem) ?? 0)), 0);
  return here * telling * words * (1 + names) * likeness;
}
