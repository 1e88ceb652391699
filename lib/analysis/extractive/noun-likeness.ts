import type { Steps } from '#lib/platform/steps.ts';
import type { Sentence } from './document.ts';
import type { Word } from './words.ts';

/** Words that stand before nouns, and words that stand before verbs, by language. */
const BEFORE: Readonly<Record<string, { nouns: string; verbs: string }>> = {
  en: {
    nouns: 'the a an this that these those my your our his her its their of in on for with from by about into some any every each per between through at as',
    verbs: "to i you we they he she it can could will would should must may might don't didn't doesn't won't can't let's who not never i'll we'll it'll they'll you'll i'd we'd is are was were be been being am i'm we're you're they're it's he's she's have has had",
  },
  de: { nouns: 'der die das den dem des ein eine einen einem einer eines mein dein unser ihr sein kein keine im am vom zum zur beim für mit von über', verbs: 'ich du er sie es wir man zu nicht' },
  es: { nouns: 'el la los las un una unos unas este esta estos estas ese esa del al de en con por para su sus mi mis nuestro nuestra', verbs: 'yo tú él ella nosotros ellos se no me te nos que para a' },
  fr: { nouns: 'le la les un une des du de au aux ce cet cette ces mon ma mes notre nos votre vos son sa ses en par pour avec dans sur', verbs: 'je tu il elle on nous vous ils elles se ne pas à' },
  it: { nouns: 'il lo la i gli le un uno una del della dei delle al alla di in con per su questo questa', verbs: 'io tu lui lei noi voi loro si non mi ti ci' },
  pt: { nouns: 'o a os as um uma uns umas do da dos das no na nos nas de em com por pelo pela este esta esse essa', verbs: 'eu tu ele ela nós eles elas se não me' },
};

/** What an ending says before anything is heard, by language; German nouns tell by their capital, and others by what stands before. */
const ENDINGS: Readonly<Record<string, readonly (readonly [RegExp, number])[]>> = {
  en: [
    [/^(?:supply|family|assembly|reply|anomaly|monopoly|butterfly|fly|ally|belly|jelly|italy|july|homily)$/, 0.8], [/ly$/, 0.02], [/(?:ed|n't)$/, 0.1], [/(?:tions?|ments?|ness|ity|ities|isms?|ances?|ences?|ships?|ologys?|ologies|ists?)$/, 0.95], [/ing$/, 0.4], [/(?:ful|ous|able|ible|ive|ize|ise|ish)$/, 0.2],
  ],
  es: [[/mente$/, 0.02], [/(?:ción|ciones|sión|siones|dad|dades|mientos?|ismos?|encias?|ancias?|istas?)$/, 0.95]],
  it: [[/mente$/, 0.02], [/(?:zione|zioni|sione|sioni|ità|menti|ismo|ismi|enza|enze|anza|anze|ista|isti)$/, 0.95]],
  pt: [[/mente$/, 0.02], [/(?:ção|ções|são|sões|dades?|mentos?|ismos?|ências?|âncias?|istas?|agem|agens)$/, 0.95]],
};
/** Endings of verbs that stand right after their subject, which hardly a noun has, by language. */
const FINITE: Readonly<Record<string, RegExp>> = {
  es: /(?:[^aeiou]ó|ió|aron|ieron|aban?|arán?|erán?|irán?)$/, it: /(?:[^aeiou]ò|iò|[aei]rono|[aei]vano|[aei]ranno|erà|irà)$/, pt: /(?:[^aeiou]ou|[^aeiou]iu|[aei]ram|avam?|[aei]riam?|[aei]rão|[aei]rá|[^aeiou]am|êm)$/,
};
const UNKNOWN = 0.55;
/** Uses in context that weigh as much as the ending. */
const PRIOR_WEIGHT = 2;

/** Share of a word's uses that look like a noun's, by what stands before it and how it ends; 0 to 1. */
export type NounLikeness = (lower: string) => number;

export function* learnNouns(sentences: readonly Sentence[], language: string): Steps<NounLikeness> {
  const context = contextOf(language);
  if (!context) return () => 1;
  const { nouns, verbs, objects } = context;
  const uses = new Map<string, [noun: number, verb: number]>();
  for (const { words } of sentences) {
    yield;
    for (const [at, word] of words.entries()) {
      const [previous, next] = [words[at - 1], words[at + 1]];
      if (!word.content) continue;
      const use = uses.get(word.lower) ?? [0, 0];
      const follows = previous && !word.apart ? previous.lower : '';
      if (nouns.has(follows) || (isCapital(word) && at > 0)) use[0]++;
      else if (verbs.has(follows) || (next && !next.apart && objects.has(next.lower))) use[1]++;
      uses.set(word.lower, use);
    }
  }
  return (lower) => {
    const [noun, verb] = uses.get(lower) ?? [0, 0];
    return (noun + PRIOR_WEIGHT * prior(lower, language)) / (noun + verb + PRIOR_WEIGHT);
  };
}

/** Words that objects begin with: what stands right before one is a verb, by language. */
const OBJECTS: Readonly<Record<string, string>> = {
  en: 'the a an this these those my your his its our their me him us them it himself herself themselves itself myself',
  de: 'den einen keinen meinen deinen seinen ihren unseren mich dich ihn uns sich', es: 'el la los las un una unos unas su sus mi mis nuestro nuestra que', fr: 'le la les un une ce cet cette ces mon ma mes notre nos votre vos son sa ses leur leurs que',
  it: 'il lo la i gli le un uno una questo questa che', pt: 'o a os as um uma este esta seu sua que',
};

/** Whether a content word is said as a verb here: after `to`, a pronoun or the like, or right before an object. */
export function readsAsVerb(words: readonly Word[], at: number, language: string): boolean {
  const before = contextOf(language);
  const [word, previous, next] = [words[at]!, words[at - 1], words[at + 1]];
  if (!before || (isCapital(word) && at > 0)) return false;
  if (previous && !word.apart && before.verbs.has(previous.lower)) return true;
  if (FINITE[language]?.test(word.lower) && !(previous && before.nouns.has(previous.lower))) return true;
  // German adjectives stand before their noun, which has a capital: what is small after one is a verb.
  if (language === 'de' && previous?.content && !word.apart && isCapital(previous)) return true;
  return next !== undefined && !next.apart && before.objects.has(next.lower);
}

type Context = { nouns: ReadonlySet<string>; verbs: ReadonlySet<string>; objects: ReadonlySet<string> };
const contexts = new Map<string, Context>();

function contextOf(language: string): Context | undefined {
  const [known, before] = [contexts.get(language), BEFORE[language]];
  if (known || !before) return known;
  const made = { nouns: new Set(before.nouns.split(' ')), verbs: new Set(before.verbs.split(' ')), objects: new Set((OBJECTS[language] ?? '').split(' ')) };
  contexts.set(language, made);
  return made;
}

function isCapital({ text }: Word): boolean {
  return /^\p{Lu}/u.test(text);
}

function prior(lower: string, language: string): number {
  return ENDINGS[language]?.find(([ending]) => ending.test(lower))?.[1] ?? UNKNOWN;
}
