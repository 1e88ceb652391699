import type { Steps } from '#lib/platform/steps.ts';
import type { Document, Sentence } from './document.ts';
import { formality } from './formality.ts';
import type { Lexicon } from './phrases.ts';
import { polish } from './polish.ts';

/** A sentence that may be quoted. */
export type Quotable = {
  sentence: Sentence;
  /** As it is quoted. */
  text: string;
  /** Words of `text`. */
  length: number;
  /** What it speaks of: stems, and pairs of stems said side by side. */
  concepts: string[];
  /** How well it stands alone, as a factor: 1 where nothing speaks for or against it. */
  standing: number;
};

/** What is left of a sentence's weight when it leans on another, or asks. */
const LEANS = 0.7;
const ASKS = 0.5;
/** Words that a quoted sentence has at least and at most. */
const SHORTEST = 6;
const LONGEST = 45;

/** Openings that point back at something left unsaid, by language. */
const LEANING: Readonly<Record<string, RegExp>> = {
  en: /^(?:it|its|it's|he|she|they|they're|this|that|that's|these|those|there|which|who|him|her|them|you|your|yours|what|where|why|how|or|if|for example|such|of|to|very|than)\b/i,
  de: /^(?:es|er|sie|das|dies|dieser|diese|dieses|da|die|der|dem|den|was|wo|warum|wie|oder|ob)\s/i,
  es: /^(?:él|ella|ellos|ellas|eso|esto|ese|esa|esta|este|aquello|lo|le|les|o|si|qué|cómo|por qué)\s/i,
  fr: /^(?:il|elle|ils|elles|ça|cela|ceci|c['’]est|ce|cette|ces|ou|si|que|qui|comment|pourquoi)\b/i,
};

/** Last words of a sentence that was broken off, by language. */
const DANGLING: Readonly<Record<string, RegExp>> = {
  en: /(?:\b(?:and|or|but|the|a|an|of|to|in|for|with|on|at|by|from|that|how|so|because|if|is|are|was|were|like|i|we|my|our)|…)[.…]?$/i,
  de: /(?:\s(?:und|oder|aber|der|die|das|ein|eine|von|zu|in|für|mit|dass|wenn|ist)|…)[.…]?$/i,
  es: /(?:\s(?:y|o|pero|el|la|los|las|un|una|de|a|en|para|con|que|si|es)|…)[.…]?$/i,
  fr: /(?:\s(?:et|ou|mais|le|la|les|un|une|de|du|à|en|pour|avec|que|si|est)|…)[.…]?$/i,
};

/** Sentences worth quoting, in order. Where none is, all of them. */
export function* quotables({ sentences, language }: Document): Steps<Quotable[]> {
  const all: Quotable[] = [];
  for (const sentence of sentences) {
    yield;
    all.push(toQuotable(sentence, language.code));
  }
  const good = all.filter(({ length, concepts }) => length >= SHORTEST && length <= LONGEST && concepts.length > 1);
  return good.length > 0 ? good : all.filter(({ text }) => text !== '');
}

function toQuotable(sentence: Sentence, language: string): Quotable {
  const text = polish(sentence.text, language);
  const unspaced = language === 'ja' || language === 'zh' || language === 'th';
  const length = unspaced ? sentence.words.length : text.split(' ').length;
  const leans = (LEANING[language]?.test(text) ?? false) || (DANGLING[language]?.test(text) ?? false);
  const asks = /[?？؟]["'”’»]?$/.test(text);
  return { sentence, text, length, concepts: conceptsOf(sentence), standing: (leans ? LEANS : 1) * (asks ? ASKS : 1) * formality(text, language) };
}

function conceptsOf({ words }: Sentence): string[] {
  const concepts = new Set<string>();
  const content = words.filter((word) => word.content);
  for (const [index, { stem }] of content.entries()) {
    concepts.add(stem);
    const next = content[index + 1];
    if (next) concepts.add(`${stem} ${next.stem}`);
  }
  return [...concepts];
}

/** What a name counts more than another word. */
const NAMED = 1;

/** How much a document speaks of each concept: what is said once weighs nothing. */
export function* conceptWeights(quoted: readonly Quotable[], { named }: Lexicon): Steps<Map<string, number>> {
  const weights = new Map<string, number>();
  for (const { concepts } of quoted) {
    yield;
    for (const concept of concepts) weights.set(concept, (weights.get(concept) ?? 0) + 1);
  }
  for (const [concept, count] of weights) {
    yield;
    weights.set(concept, count < 2 ? 0 : count * (1 + NAMED * (named.get(concept) ?? 0)));
  }
  return weights;
}
