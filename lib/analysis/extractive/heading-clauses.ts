import type { Sentence } from './document.ts';
import { isArticle, isModifier, leads, mannerOf } from './heading-words.ts';
import { breaks, type Span } from './noun-phrases.ts';

/** Words of a heading. */
export const LONGEST_HEADING = 7;

const PARTICLE = /^(?:up|out|off|down|over|back|in|on)$/;

/** What English verbs stand in their plain form after. */
const PLAIN_AFTER = /^(?:to|can|could|will|would|should|must|may|might|let's|we'll|you'll|they'll|i'll|don't|doesn't|didn't|can't|cannot|won't)$/;

/** Where a verb in its plain form stands right before the article of a noun phrase: `generate the steps`; null where none does. */
export function plainVerbBefore(sentence: Sentence, noun: number, language: string): number | null {
  const { words } = sentence;
  const at = noun - 2;
  if (language !== 'en' || at < 1 || !isArticle(words[noun - 1]!.lower, language) || !words[at]!.content) return null;
  const joined = [at, at + 1, noun].every((place) => !breaks(sentence, place));
  return joined && PLAIN_AFTER.test(words[at - 1]!.lower.replace('’', "'")) ? at : null;
}

/** Where the action begins whose object a noun phrase is: `moving the`, `how to set up the`; null where none does. */
export function actionBefore(sentence: Sentence, noun: number, language: string): number | null {
  const { words } = sentence;
  let at = noun - 1;
  if (at >= 0 && isArticle(words[at]!.lower, language)) at--;
  if (at >= 1 && language === 'en' && PARTICLE.test(words[at]!.lower)) at--;
  const verb = words[at];
  if (!verb) return null;
  for (let gap = at + 1; gap <= noun; gap++) if (breaks(sentence, gap)) return null;
  const manner = mannerOf(language);
  const opening = manner?.opens.split(' ') ?? [];
  if (manner?.verb.test(verb.lower) && opening.every((word, index) => words[at - opening.length + index]?.lower === word)) return at - opening.length;
  const before = words[at - 1];
  const free = !before || breaks(sentence, at) || (!before.content && !isArticle(before.lower, language) && !isModifier(before.lower, language));
  return leads(verb.lower, language) && verb.content && free ? at : null;
}

const ASKING = /^(?:why|how)$/;
/** What a question may not hold: it would point at something unsaid, or is a turn of speech. */
const POINTING = /^(?:that|this|it|it's|these|those|there|they|them|i|i'm|so|much|many|long|far|to|come|about|not|he|she|him|her|his|if|and|or|but|is|are|was|were|am|like|do|does|did)$/;
const SHORTEST_QUESTION = 3;

/** English questions that a speaker sets out to answer: `why we forget`, to the end of the clause. */
export function questions(sentence: Sentence, language: string): Span[] {
  const { words } = sentence;
  if (language !== 'en') return [];
  return words.flatMap((word, from): Span[] => {
    if (!ASKING.test(word.lower)) return [];
    let to = from + 1;
    while (to < words.length && !breaks(sentence, to) && to - from <= LONGEST_HEADING) to++;
    const said = words.slice(from + 1, to);
    const ends = to - from >= SHORTEST_QUESTION && to - from <= LONGEST_HEADING && words[to - 1]!.content;
    return ends && !said.some(({ lower }) => POINTING.test(lower.replace('’', "'"))) ? [[from, to]] : [];
  });
}
