import type { LanguageData } from './language.ts';
import { isArticle, isModifier, isUnfit } from './heading-words.ts';
import { headingsIn, settled, tidied } from './headings.ts';
import type { Lexicon } from './phrases.ts';
import type { Quotable } from './sentence-weights.ts';
import { isVague } from './spoken-words.ts';
import { capitalised } from './titles.ts';
import { splitWords, type Word } from './words.ts';

/** By number of content words: what a title of so many counts. One word says too little of what is said about it. */
const LENGTHS = [0.35, 0.9, 1, 1.05, 1, 0.9] as const;
/** What a title counts more that is the clause a sentence opens with, a later one, and whose nouns are tied. */
const CLAUSE = 1.25;
const LATER_CLAUSE = 1.1;
const TIED = 1.15;
/** What a word counts less that an earlier title has. */
const SPENT = 0.6;
/** And one that names who is there: ideas are about something else, mostly. */
const PERSON = 0.2;
/** What one counts that is all of its sentence, which stands below it. */
const WHOLE = 0.4;
/** Words of a title. */
const LONGEST = 7;
const SHORTEST_CLAUSE = 3;

type Choice = { text: string; stems: readonly string[]; /** Words that say something, those too common to be counted included. */ size: number; form: number };
export type IdeaPlace = { language: LanguageData; lexicon: Lexicon; /** Stems of the names of who speaks and is spoken to. */ people: ReadonlySet<string>; /** Stems of the titles before, and the titles. */ spent: Set<string>; used: Set<string> };

/** What a sentence says, in a few of its own words: a clause of it where one is short, else its most telling heading. */
export function ideaTitle({ sentence, text }: Quotable, titled: IdeaPlace): string {
  const { language, lexicon, spent, used } = titled;
  const said = headingsIn(sentence, { language: language.code, lexicon });
  const choices: Choice[] = said.map((heading) => ({ text: settled(heading, lexicon), stems: heading.stems, size: heading.stems.length, form: heading.form * (heading.plain ? 1 : TIED) }));
  choices.push(...clausesOf(text, language));
  const ranked = choices.map((choice) => ({ ...choice, text: capitalised(choice.text), score: weigh(choice, titled) })).toSorted((a, b) => b.score - a.score);
  const best = ranked.find((choice) => choice.score > 0 && !used.has(choice.text.toLowerCase()));
  const title = best?.text ?? firstWords(splitWords(text, language), text, language.code);
  used.add(title.toLowerCase());
  for (const stem of best?.stems ?? []) spent.add(stem);
  return title;
}

function weigh({ stems, size, form, text }: Choice, { lexicon, language, people, spent }: IdeaPlace): number {
  if (size === 1 && isVague(text.toLowerCase(), language.code)) return 0;
  const sum = stems.reduce((total, stem) => total + Math.log(1 + (lexicon.frequency.get(stem) ?? 0)) * (1 + (lexicon.named.get(stem) ?? 0)) * (spent.has(stem) ? SPENT : 1) * (people.has(stem) ? PERSON : 1), 0);
  return (sum * form * (LENGTHS[size - 1] ?? LENGTHS.at(-1)!)) / Math.sqrt(stems.length);
}

/** Words that a clause ends before, by language; in others punctuation alone ends one. */
const SUBORDINATE: Readonly<Record<string, RegExp>> = {
  en: /^(?:that|which|because|when|if|so|while|who|where|but|as|than|before|after|until|unless|whether)$/, de: /^(?:dass|weil|wenn|ob|aber|als|sondern)$/, es: /^(?:que|porque|cuando|si|pero|como|mientras)$/,
  fr: /^(?:que|qui|parce|quand|si|mais|comme|lorsque)$/, it: /^(?:che|perché|quando|se|ma|mentre)$/, pt: /^(?:que|porque|quando|se|mas|enquanto)$/,
};
/** English clauses may end with `out` and the like, and with nouns that say too little to be counted. */
const ENDS_CLAUSE = /^(?:up|out|off|down|over|back|together|away|questions?|ideas?|people|weeks?|days?|months?|years?|hours?|minutes?|time|examples?|facts?|parts?|points?)$/;

/** The clauses of a sentence that are short and stand alone. */
function clausesOf(text: string, language: LanguageData): Choice[] {
  const words = splitWords(text, language);
  const starts = [...words.keys()].filter((at) => at === 0 || /[^\s\p{L}'’\-‐‑]/u.test(text.slice(words[at - 1]!.to, words[at]!.from)));
  return starts.flatMap((from, index): Choice[] => {
    const all = words.slice(from, starts[index + 1]);
    const cut = all.findIndex(({ lower }, at) => at > 0 && SUBORDINATE[language.code]?.test(lower));
    const whole = all.length === words.length && cut < 0;
    return toClause(cut < 0 ? all : all.slice(0, cut), text, { language, form: whole ? WHOLE : index === 0 ? CLAUSE : LATER_CLAUSE });
  });
}

function toClause(words: readonly Word[], text: string, { language, form }: { language: LanguageData; form: number }): Choice[] {
  const code = language.code;
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last || words.length < SHORTEST_CLAUSE || words.length > LONGEST || !(last.content || (code === 'en' && ENDS_CLAUSE.test(last.lower)))) return [];
  const stems = [...new Set(words.filter(({ content }) => content).map(({ stem }) => stem))];
  const opens = first.content || isArticle(first.lower, code) || isModifier(first.lower, code);
  const size = stems.length + (last.content ? 0 : 1);
  return opens && size > 1 && stems.length > 0 && !words.some((word) => isUnfit(word, code)) ? [{ text: tidied(text.slice(first.from, last.to)), stems, size, form }] : [];
}

/** What a sentence without a heading is called by: its first words, none of them left hanging. */
function firstWords(words: readonly Word[], text: string, code: string): string {
  const fit = words.findIndex(({ content }) => content);
  const from = Math.max(0, fit);
  let to = Math.min(words.length, from + LONGEST);
  while (to > from + 1 && !words[to - 1]!.content) to--;
  const [first, last] = [words[from], words[to - 1]];
  return first && last ? capitalised(text.slice(isArticle(words[from - 1]?.lower ?? '', code) ? words[from - 1]!.from : first.from, last.to)) : text;
}
