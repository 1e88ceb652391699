import type { Sentence } from './document.ts';
import { endsLikeNoun, isModifier, isUnfit, jointStrength } from './heading-words.ts';
import { readsAsVerb } from './noun-likeness.ts';
import type { Lexicon } from './phrases.ts';
import { isVague } from './spoken-words.ts';
import type { Word } from './words.ts';

export type Grammar = { language: string; lexicon: Lexicon };

/** Words from the first up to, not with, the second. */
export type Span = readonly [from: number, to: number];

/** Content words in one unbroken run; longer ones are speech without punctuation. */
const LONGEST_RUN = 4;
/** The last word of a noun phrase looks this much like a noun at least, and its first ones no less than this. */
const HEAD = 0.3;
const BEFORE_HEAD = 0.12;
/** Nothing but its ending speaks for a word that looks no more than this like a noun. */
const NO_EVIDENCE = 0.56;

/** Runs of nouns and what belongs before them, in order. */
export function nounPhrases(sentence: Sentence, grammar: Grammar): Span[] {
  const { words } = sentence;
  const spans: Span[] = [];
  for (let at = 0; at < words.length; at++) {
    if (!isNominal(sentence, at, grammar)) continue;
    let end = at + 1;
    while (end < words.length && goesOn(sentence, end, grammar)) end++;
    const trimmed = trim(words, [at, end], grammar);
    at = end - 1;
    if (trimmed === null || trimmed[1] - trimmed[0] > LONGEST_RUN) continue;
    let [from] = trimmed;
    while (from > 0 && isModifier(words[from - 1]!.lower, grammar.language) && !breaks(sentence, from)) from--;
    spans.push([from, trimmed[1]]);
  }
  return spans;
}

/** Whether a word is said as a noun, or as what belongs to one. */
export function isNominal({ words }: Sentence, at: number, { language }: Grammar): boolean {
  const word = words[at]!;
  if (!(word.content || isSign(word, language)) || (language === 'ja' && /\p{sc=Hiragana}$/u.test(word.text))) return false;
  return !readsAsVerb(words, at, language) && !isVerbHere(words, at, language) && !isUnfit(word, language) && jointStrength(word.lower, language) === 0 && !isBroken(words, at, language);
}

/** A single Chinese character, which tells too little to count but is a noun where it stands with others. */
function isSign({ text }: Word, language: string): boolean {
  return (language === 'ja' || language === 'zh') && /^\p{sc=Han}$/u.test(text) && !/^[の的与和及是在有了我你他她它这那不也都就很]$/u.test(text);
}

const PARTICLE = /^(?:up|out|off|down|away|back)$/;

/** English: what follows `do`, what ends in s after `who`, and what `down` or, at the start of a clause, a number follows is said as a verb. */
function isVerbHere(words: readonly Word[], at: number, language: string): boolean {
  const [before, next] = [words[at - 1]?.lower ?? '', words[at + 1]];
  if (language !== 'en') return false;
  if (next && !next.apart && (PARTICLE.test(next.lower) || ((before === '' || words[at]!.apart) && isModifier(next.lower, language)))) return true;
  if (words[at]!.apart) return false;
  return /^(?:do|does|did)$/.test(before) || (/^(?:who|which|that)$/.test(before) && words[at]!.lower.endsWith('s'));
}

/** Whether a word carries the run before it on: another noun, or the number of one. */
function goesOn(sentence: Sentence, at: number, grammar: Grammar): boolean {
  if (breaks(sentence, at)) return false;
  const [before, word] = [sentence.words[at - 1]!, sentence.words[at]!];
  if (/^\p{N}+$/u.test(word.text)) return /^\p{L}/u.test(before.text);
  if (grammar.language === 'ar' && /^و?ال/.test(before.text) && !word.text.startsWith('ال')) return false;
  return isNominal(sentence, at, grammar) && !word.apart && !(grammar.language === 'en' && grammar.lexicon.likeness(word.lower) < BEFORE_HEAD && word.lower.endsWith('ly'));
}

/** A run without what stands at its ends and is no noun; null where nothing is left. */
function trim(words: readonly Word[], [from, to]: Span, { language, lexicon }: Grammar): Span | null {
  const { likeness, phrases } = lexicon;
  let [first, last] = [from, to];
  // Where adjectives follow their noun, a verb looks like one: a last word is held to be one that ends like it, or that is said with its noun again.
  const keyOf = (end: number): string => words.slice(first, end).map(({ stem }) => stem).join(' ');
  const isVerbal = (end: number): boolean => end - first > 1 && endsLikeNoun(words[end - 1]!.lower, language) === false && (phrases.get(keyOf(end))?.said.length ?? 0) < 2 && likeness(words[end - 1]!.lower) <= NO_EVIDENCE;
  while (isVerbal(last)) last--;
  const isHead = ({ lower, text, content }: Word): boolean => (content ? (language === 'de' ? /^[\p{Lu}\p{N}]/u.test(text) : likeness(lower) >= HEAD) : true);
  const isNoun = (word: Word): boolean => word.content || isSign(word, language);
  while (last > first && (!isHead(words[last - 1]!) || isModifier(words[last - 1]!.lower, language))) last--;
  while (first < last - 1 && (likeness(words[first]!.lower) < BEFORE_HEAD || !isNoun(words[first]!))) first++;
  // `in this case Ropsten`
  if (last - first === 2 && isVague(words[first]!.lower, language) && /^\p{Lu}/u.test(words[first + 1]!.text) && language !== 'de') first++;
  return words.slice(first, last).some(isNoun) ? [first, last] : null;
}

/** A word that the speaker or the recogniser left unfinished: the next one begins like it, or it cannot be said. */
function isBroken(words: readonly Word[], at: number, language: string): boolean {
  const [word, next] = [words[at]!, words[at + 1]];
  if (next && !next.tied && next.lower !== word.lower && next.lower.startsWith(word.lower) && /^\p{sc=Latin}+$/u.test(word.lower)) return true;
  return language === 'en' && /^[a-z]{1,2}$/.test(word.text) && !/^(?:ai|ui|ux|os|tv|db|ip|vr|ml)$/.test(word.text);
}

/** Whether more than spaces, hyphens and elided words stand before a word. */
export function breaks({ text, words }: Sentence, at: number): boolean {
  const [before, word] = [words[at - 1], words[at]];
  return !before || !word || /[^\s\p{L}'’\-‐‑]/u.test(text.slice(before.to, word.from));
}
