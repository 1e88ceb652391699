import type { LanguageData } from './language.ts';

/** A word of a sentence. */
export type Word = {
  text: string;
  /** Where it stands in what was split. */
  from: number;
  to: number;
  lower: string;
  /** The same for all forms of one word. */
  stem: string;
  /** Whether it names something, rather than holding a sentence together. */
  content: boolean;
  /** Whether a hyphen alone ties it to the word before. */
  tied: boolean;
  /** Whether more than a space or hyphen stands between the word before and this one. */
  apart: boolean;
};

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterFor(code: string): Intl.Segmenter {
  const made = segmenters.get(code) ?? new Intl.Segmenter(code, { granularity: 'word' });
  segmenters.set(code, made);
  return made;
}

/** The words of a text, by the rules of Unicode and the dictionaries of its script. */
export function splitWords(text: string, language: LanguageData): Word[] {
  const words: Word[] = [];
  let between = '';
  let owned = false;
  for (const { segment, isWordLike, index } of segmenterFor(language.code).segment(text)) {
    if (!isWordLike) {
      between += segment;
      continue;
    }
    const { text: said, joined, owner } = withoutElision(segment, language.code);
    const from = joined ? index + segment.length - said.length : index;
    const word = { ...toWord(said, language), from, to: from + said.length, tied: /^[-‐‑]$/.test(between), apart: joined || owned || /[^\s\-‐‑–'’]/u.test(between) };
    owned = owner;
    // The number of `EIP-1559` is a part of its name.
    if (word.tied && /^\p{N}/u.test(segment) && words.at(-1)?.content) word.content = true;
    // Of `long-term` and `follow-up` both parts are of the name.
    if (word.tied && words.at(-1) && word.content !== words.at(-1)!.content) word.content = words.at(-1)!.content = true;
    words.push(word);
    between = '';
  }
  return words;
}

const ELIDED: Readonly<Record<string, RegExp>> = {
  fr: /^(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu)['’](?=\p{L})/iu, it: /^(?:[ldcmtsv]|un|dell|all|dall|nell|sull|quell|quest)['’](?=\p{L})/iu, ca: /^[ldmts]['’](?=\p{L})/iu,
};
const OWNER: Readonly<Record<string, RegExp>> = { en: /(?<=\p{L}{2})['’]s$/iu };

/** A word without the article or preposition that is elided before it, and without the 's of an owner. */
function withoutElision(segment: string, code: string): { text: string; joined: boolean; owner: boolean } {
  const elided = ELIDED[code];
  const owner = OWNER[code];
  const text = elided ? segment.replace(elided, '') : segment;
  const [joined, owns] = [text !== segment, owner !== undefined && /^\p{Lu}/u.test(text) && owner.test(text)];
  return { text: owns && owner ? text.replace(owner, '') : text, joined, owner: owns };
}

function toWord(text: string, language: LanguageData): Omit<Word, 'tied' | 'apart' | 'from' | 'to'> {
  const lower = text.toLowerCase().replace(DIRECTION, '');
  const core = longestPart(lower);
  const stem = language.stem(core);
  const content = !language.isStop(core) && !language.isStop(lower) && isName(core);
  return { text, lower, stem, content };
}

/** Stands behind a word in lines from right to left, and is no letter of it. */
const DIRECTION = /\p{Bidi_Control}/gu;

/** `l'homme` is about `homme`, `don't` about `don`. */
function longestPart(lower: string): string {
  if (!/['’]/.test(lower)) return lower;
  return lower.split(/['’]/).reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

const SINGLE_SIGN = /^(?:\p{sc=Hiragana}+|.)$/u;

/** Numbers, single letters and bare kana particles name nothing. */
function isName(core: string): boolean {
  return /\p{L}/u.test(core) && !SINGLE_SIGN.test(core);
}
