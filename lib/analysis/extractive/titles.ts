import { conjunction } from './conjunctions.ts';
import type { Document, Sentence } from './document.ts';
import { within, type Lexicon, type Phrase } from './phrases.ts';
import type { Steps } from './steps.ts';

/** Sentences of a chapter: from the first up to, not with, the second. */
export type Range = readonly [from: number, to: number];

/** Content words that a title has at least where there are phrases for it. */
const FEWEST_WORDS = 3;
/** Of the phrase that is added to one too short. */
const PARTNER_WORDS = 2;
const SMOOTHING = 0.5;
/** Share of a phrase's uses that are inside a longer one, from which the longer one is its name. */
const FULL_NAME = 0.25;
/** A phrase that looks less like a name than this is no title. */
export const LEAST_LIKENESS = 0.3;

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
function openingEnd(sentences: readonly Sentence[], [from, to]: Range): number {
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

/** A title for every chapter, each different. `spare` is used, numbered, where a chapter has no phrase of its own. */
export function chapterTitles(telling: readonly (readonly Weighed[])[], { language, spare }: { language: string; spare: string }): string[] {
  const used = new Set<string>();
  return telling.map((list) => {
    for (const candidate of list) {
      const phrase = fullName(candidate, list);
      const second = phrase.stems.length < FEWEST_WORDS ? list.find((other) => goesWith(other.phrase, phrase)) : undefined;
      const whole = second && fullName(second, list);
      const partner = whole && (within(phrase, whole) || within(whole, phrase)) ? second.phrase : whole;
      const title = capitalised(partner ? `${phrase.text}${conjunction(language)}${partner.text}` : phrase.text);
      if (take(title, used)) return title;
    }
    for (let number = 1; ; number++) {
      const title = number === 1 ? spare : `${spare} (${number})`;
      if (take(title, used)) return title;
    }
  });
}

/** The longer phrase that a phrase is mostly said as. */
function fullName({ phrase, here }: Weighed, list: readonly Weighed[]): Phrase {
  const longer = list.find((other) => other.phrase.stems.length > phrase.stems.length && other.here >= FULL_NAME * here && other.here > 1 && within(phrase, other.phrase));
  return longer ? fullName(longer, list) : phrase;
}

function take(title: string, used: Set<string>): boolean {
  const key = title.toLowerCase();
  if (used.has(key)) return false;
  used.add(key);
  return true;
}

function goesWith(other: Phrase, phrase: Phrase): boolean {
  return !within(phrase, other) && !within(other, phrase) && other.stems.length <= PARTNER_WORDS;
}

export function capitalised(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
