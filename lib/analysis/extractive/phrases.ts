import type { Steps } from '#lib/platform/steps.ts';
import type { Document, Sentence } from './document.ts';
import { learnNouns, readsAsVerb, type NounLikeness } from './noun-likeness.ts';
import { isVague } from './spoken-words.ts';
import type { Word } from './words.ts';

/** A phrase said in a document: all forms of it together. */
export type Phrase = {
  /** Stems, space between. */
  key: string;
  stems: string[];
  /** As it is said most often. */
  text: string;
  /** Indices of the sentences it is said in, in order, one an occurrence. */
  said: number[];
  /** Of those, how often it stands alone: not inside a longer run of content words. */
  alone: number;
};

/** What is known of words and phrases across a document. */
export type Lexicon = {
  phrases: Map<string, Phrase>;
  /** How often a stem is said. */
  frequency: Map<string, number>;
  /** Share of a stem's uses, inside sentences, that begin with a capital. */
  named: Map<string, number>;
  /** How much a phrase looks like the name of something: its last word a noun, no word an adverb; 0 to 1. */
  nounLikeness(phrase: Phrase): number;
  /** The same of one word. */
  likeness: NounLikeness;
};

const MOST_WORDS = 4;
/** How much a vague word looks like a name: less than a title takes. */
const VAGUE = 0.2;
/** A longer run of content words, as unpunctuated speech has, is no phrase as a whole. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;

/**
 * Phrases as runs of content words with nothing between (Rose et al., "Automatic Keyword Extraction from Individual
 * Documents", RAKE, 2010) and the parts of such runs (Frantzi et al., C-value, 2000).
 */
export function* readLexicon({ sentences, language }: Document): Steps<Lexicon> {
  const likeness = yield* learnNouns(sentences, language.code);
  const nounLikeness = ({ text }: Phrase): number => {
    const words = text.toLowerCase().split(/[\s-]+/);
    if (words.length === 1 && isVague(words[0]!, language.code)) return VAGUE;
    const each = words.map(likeness);
    return (each.at(-1) ?? 0) * Math.min(1, 2 * Math.min(...each));
  };
  const lexicon: Lexicon = { phrases: new Map(), frequency: new Map(), named: new Map(), nounLikeness, likeness };
  const forms = new Map<string, Map<string, number>>();
  const inner = new Map<string, [capital: number, all: number]>();
  for (const sentence of sentences) {
    yield;
    for (const [at, word] of sentence.words.entries()) if (word.content) countWord(word, at, { lexicon, inner });
    for (const run of runsOf(sentence, language.code)) addParts(run, sentence.index, { lexicon, forms });
  }
  for (const [stem, [capital, all]] of inner) lexicon.named.set(stem, capital / all);
  for (const phrase of lexicon.phrases.values()) {
    yield;
    phrase.text = usualForm(forms.get(phrase.key)!);
  }
  return lexicon;
}

function countWord(word: Word, at: number, { lexicon, inner }: { lexicon: Lexicon; inner: Map<string, [number, number]> }): void {
  lexicon.frequency.set(word.stem, (lexicon.frequency.get(word.stem) ?? 0) + 1);
  if (at === 0) return;
  const uses = inner.get(word.stem) ?? [0, 0];
  if (/^\p{Lu}/u.test(word.text)) uses[0]++;
  uses[1]++;
  inner.set(word.stem, uses);
}

/** Runs of content words, without what is said as a verb at either end. */
function runsOf({ words }: Sentence, language: string): Word[][] {
  const runs: Word[][] = [];
  let open = false;
  for (const [at, word] of words.entries()) {
    if (!word.content || readsAsVerb(words, at, language)) {
      open = false;
      continue;
    }
    if (open && !word.apart) runs.at(-1)!.push(word);
    else runs.push([word]);
    open = true;
  }
  return runs;
}

function addParts(run: readonly Word[], sentence: number, { lexicon, forms }: { lexicon: Lexicon; forms: Map<string, Map<string, number>> }): void {
  for (let from = 0; from < run.length; from++) {
    for (let to = from + 1; to <= Math.min(run.length, from + MOST_WORDS); to++) {
      const part = run.slice(from, to);
      const stems = part.map(({ stem }) => stem);
      if (new Set(stems).size < stems.length) continue;
      const key = stems.join(' ');
      const phrase = lexicon.phrases.get(key) ?? { key, stems, text: '', said: [], alone: 0 };
      phrase.said.push(sentence);
      if (part.length === run.length) phrase.alone++;
      lexicon.phrases.set(key, phrase);
      const text = joinWords(part);
      const known = forms.get(key) ?? new Map<string, number>();
      known.set(text, (known.get(text) ?? 0) + 1);
      forms.set(key, known);
    }
  }
}

function joinWords(words: readonly Word[]): string {
  return words.reduce((text, word) => text + (text && !(UNSPACED.test(text.at(-1)!) && UNSPACED.test(word.text)) ? glue(word) : '') + word.text, '');
}

const glue = ({ tied }: Word): string => (tied ? '-' : ' ');

/** The form said most; of two as frequent, the one with fewer capitals, then the first. */
function usualForm(forms: ReadonlyMap<string, number>): string {
  const capitals = (text: string): number => text.replace(/\P{Lu}/gu, '').length;
  const [best] = [...forms].toSorted(([a, m], [b, n]) => n - m || capitals(a) - capitals(b));
  return best?.[0] ?? '';
}

/** Whether one phrase is a part of the other. */
export function within(part: Phrase, whole: Phrase): boolean {
  return ` ${whole.key} `.includes(` ${part.key} `);
}
