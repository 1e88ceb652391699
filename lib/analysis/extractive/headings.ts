import type { Sentence } from './document.ts';
import { actionBefore, LONGEST_HEADING, plainVerbBefore, questions } from './heading-clauses.ts';
import { isArticle, isModifier, isUnfit, jointStrength } from './heading-words.ts';
import { breaks, isNominal, nounPhrases, type Grammar, type Span } from './noun-phrases.ts';
import type { Lexicon } from './phrases.ts';

/** Words of a sentence that can stand as a heading, as they are said. */
export type Heading = {
  text: string;
  /** Of its content words, in order. */
  stems: string[];
  /** How well it reads: 1 for a plain noun phrase. */
  form: number;
  /** Whether it is a noun phrase that nothing is tied to. */
  plain: boolean;
  /** Where it stands in the sentence's text. */
  begin: number;
  end: number;
};

type Built = { span: Span; form: number; plain?: boolean };

const MOST_CONTENT = 6;
/** Nouns tied to one heading. */
const MOST_NOUNS = 3;
/** How well headings read that say what is done, and those that ask. */
const ACTION = 1.15;
const QUESTION = 1;
/** Those with a verb in its plain form read like orders: only where there is little else. */
const ORDER = 0.75;
/** And those that begin with a word like `second`. */
const MODIFIED = 0.85;
/** A word that begins with a capital this often, inside sentences, keeps it. */
const NAME = 0.5;

/** Noun phrases of a sentence, alone and tied by prepositions, and what is done to them. */
export function headingsIn(sentence: Sentence, grammar: Grammar): Heading[] {
  const nouns = nounPhrases(sentence, grammar);
  const built: Built[] = [];
  for (const [index, span] of nouns.entries()) {
    const bare = firstContent(sentence, span, grammar.language);
    for (const chain of chains(sentence, nouns.slice(index, index + MOST_NOUNS), grammar.language)) {
      built.push({ ...chain, span: [bare, chain.span[1]] });
      if (bare > span[0]) built.push({ ...chain, form: MODIFIED * chain.form });
      const lead = actionBefore(sentence, chain.span[0], grammar.language);
      if (lead !== null) built.push({ span: [lead, chain.span[1]], form: ACTION * chain.form });
      const verb = plainVerbBefore(sentence, chain.span[0], grammar.language);
      if (verb !== null) built.push({ span: [verb, chain.span[1]], form: ORDER * chain.form });
    }
  }
  built.push(...directTies(sentence, grammar), ...questions(sentence, grammar.language).map((span) => ({ span, form: QUESTION })));
  return built.flatMap((entry) => toHeading(sentence, entry, grammar.language));
}

/** A heading's text with each word in the case that it is mostly said in, inside sentences. */
export function settled({ text, stems }: Pick<Heading, 'text' | 'stems'>, { phrases, named }: Lexicon): string {
  const whole = phrases.get(stems.join(' '));
  const usual = whole && whole.said.length > 1 && whole.text.toLowerCase() === text.toLowerCase() ? whole.text : text;
  const forms = new Map(stems.map((stem) => {
    const form = phrases.get(stem)?.text ?? '';
    // What has its capital from the start of a sentence alone.
    const loose = /^\p{Lu}\p{Ll}+$/u.test(form) && (named.get(stem) ?? 1) < NAME;
    return [form.toLowerCase(), loose ? form.toLowerCase() : form] as const;
  }));
  return usual.replace(/[\p{L}\p{N}]+/gu, (word) => forms.get(word.toLowerCase()) ?? word);
}

/** Words as they were transcribed, with single spaces and no hyphen that stands alone. */
export function tidied(text: string): string {
  return text.replace(/\s+[-–]\s+|\s+/g, ' ');
}

function toHeading({ text, words }: Sentence, { span: [from, to], form, plain = false }: Built, language: string): Heading[] {
  const said = words.slice(from, to);
  const [first, last] = [said[0], said.at(-1)];
  const stems = [...new Set(said.filter(({ content }) => content).map(({ stem }) => stem))];
  if (!first || !last || said.length > LONGEST_HEADING || stems.length === 0 || stems.length > MOST_CONTENT || stems.length < said.filter(({ content }) => content).length) return [];
  if (said.some((word) => isUnfit(word, language))) return [];
  return [{ text: tidied(text.slice(first.from, last.to)), stems, form, plain, begin: first.from, end: last.to }];
}

function firstContent({ words }: Sentence, [from, to]: Span, language: string): number {
  const at = words.slice(from, to).findIndex(({ content, lower }) => content || !isModifier(lower, language));
  return from + Math.max(0, at);
}

/** The first of some noun phrases, and it with those tied to it. */
function chains(sentence: Sentence, nouns: readonly Span[], language: string): Built[] {
  const [first, ...others] = nouns;
  if (!first) return [];
  const found: Built[] = [{ span: first, form: 1, plain: true }];
  let form = 1;
  let to = first[1];
  for (const [from, end] of others) {
    form *= tieBetween(sentence, [to, from], language);
    if (form === 0 || end - first[0] > LONGEST_HEADING) break;
    found.push({ span: [first[0], end], form });
    to = end;
  }
  return found;
}

/** Chinese verbs stand in the midst of nouns, with nothing between: there the words right beside a joint are tied. */
function directTies(sentence: Sentence, grammar: Grammar): Built[] {
  const { words } = sentence;
  if (grammar.language !== 'zh') return [];
  return words.flatMap(({ lower }, at): Built[] => {
    const form = jointStrength(lower, grammar.language);
    const tied = form > 0 && at > 0 && at + 1 < words.length && isNominal(sentence, at - 1, grammar) && isNominal(sentence, at + 1, grammar) && !breaks(sentence, at) && !breaks(sentence, at + 1);
    let from = at - 1;
    while (tied && words[from]!.text.length === 1 && words[from - 1]?.text.length === 1 && isNominal(sentence, from - 1, grammar)) from--;
    return tied ? [{ span: [from, at + 2], form }] : [];
  });
}

/** How well the words between two nouns tie them: a joint and at most an article. */
function tieBetween(sentence: Sentence, [from, to]: Span, language: string): number {
  const { words, text } = sentence;
  for (let at = from; at <= to; at++) if (breaks(sentence, at)) return 0;
  if (from === to) return /^\s+d['’]$/iu.test(text.slice(words[from - 1]!.to, words[from]!.from)) ? 1 : 0;
  const joint = jointStrength(words[from]!.lower, language);
  return to - from === 1 || (to - from === 2 && isArticle(words[from + 1]!.lower, language)) ? joint : 0;
}
