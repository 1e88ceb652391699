import stemmers from 'snowball-stemmers';
import lists from 'stopword';
import { spokenWords } from './spoken-words.ts';

/** What is known of a language: which words say nothing, and which forms are one word. */
export type LanguageData = {
  /** BCP 47, primary part; `und` where nothing is known. */
  code: string;
  isStop(lower: string): boolean;
  stem(lower: string): string;
};

/** Primary language: ISO 639-3 as the stop lists name it, and the Snowball algorithm where there is one. */
const KNOWN: Readonly<Record<string, readonly [list: string, stemmer?: string]>> = {
  en: ['eng', 'english'], de: ['deu', 'german'], es: ['spa', 'spanish'], fr: ['fra', 'french'], it: ['ita', 'italian'], pt: ['por', 'portuguese'],
  nl: ['nld', 'dutch'], sv: ['swe', 'swedish'], da: ['dan', 'danish'], nb: ['nob', 'norwegian'], no: ['nob', 'norwegian'], fi: ['fin', 'finnish'],
  ru: ['rus', 'russian'], ro: ['ron', 'romanian'], hu: ['hun', 'hungarian'], tr: ['tur', 'turkish'], ca: ['cat', 'catalan'], cs: ['ces', 'czech'],
  eu: ['eus', 'basque'], ga: ['gle', 'irish'], sl: ['slv', 'slovene'], hy: ['hye', 'armenian'], ar: ['ara', 'arabic'], ja: ['jpn'], zh: ['zho'],
  ko: ['kor'], pl: ['pol'], uk: ['ukr'], el: ['ell'], bg: ['bul'], hr: ['hrv'], sk: ['slk'], id: ['ind'], vi: ['vie'], hi: ['hin'], th: ['tha'],
  fa: ['fas'], he: ['heb'], bn: ['ben'], ur: ['urd'], lt: ['lit'], lv: ['lav'], et: ['est'],
};

const loaded = new Map<string, LanguageData>();

/** @param language BCP 47; one that is not known gets no stop words and no stemming */
export function languageData(language: string): LanguageData {
  const primary = language.toLowerCase().split('-')[0] ?? 'und';
  // What is not known is one language: strangers choose the codes, and each is kept.
  const code = KNOWN[primary] ? primary : 'und';
  const known = loaded.get(code);
  if (known) return known;
  const [list, algorithm] = KNOWN[code] ?? [];
  const stop = new Set([...(list ? (lists[list] ?? []) : []), ...spokenWords(code)]);
  const stemmer = algorithm ? stemmers.newStemmer(algorithm) : null;
  const stems = new Map<string, string>();
  const stem = (lower: string): string => {
    const before = stems.get(lower);
    if (before !== undefined) return before;
    const result = stemmer?.stem(lower) || lower;
    if (stems.size < MOST_STEMS) stems.set(lower, result);
    return result;
  };
  const data = { code, isStop: (lower: string) => stop.has(lower), stem };
  loaded.set(code, data);
  return data;
}

/** Stems remembered, at most; a language's everyday words fit many times over. */
const MOST_STEMS = 50_000;
/** Words that a guess looks at. */
const GUESS_WORDS = 400;

/** The language that a script is written for most, where stop words tell nothing. */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/[\p{sc=Hiragana}\p{sc=Katakana}]/u, 'ja'], [/\p{sc=Han}/u, 'zh'], [/\p{sc=Hangul}/u, 'ko'], [/\p{sc=Arabic}/u, 'ar'], [/\p{sc=Hebrew}/u, 'he'],
  [/\p{sc=Greek}/u, 'el'], [/\p{sc=Thai}/u, 'th'], [/\p{sc=Devanagari}/u, 'hi'], [/\p{sc=Bengali}/u, 'bn'], [/\p{sc=Armenian}/u, 'hy'],
];

/**
 * The language given if it is known, else the one whose stop words make up most of the text; below a
 * tenth of it, the one its script is written for, or `und`.
 * @param sample lower-case words
 */
export function settleLanguage(language: string | undefined, sample: readonly string[]): LanguageData {
  const given = languageData(language ?? 'und');
  if (given.code !== 'und') return given;
  const words = sample.slice(0, GUESS_WORDS);
  let best = { data: given, hits: words.length / 10 };
  for (const [code, [list]] of Object.entries(KNOWN)) {
    const stop = new Set(lists[list]);
    const hits = words.filter((word) => stop.has(word)).length;
    if (hits > best.hits) best = { data: languageData(code), hits };
  }
  if (best.data.code !== 'und') return best.data;
  const text = words.join(' ');
  const script = SCRIPTS.find(([signs]) => signs.test(text));
  return script ? languageData(script[1]) : given;
}
