import type { Document, Sentence } from './document.ts';
import { isArticle } from './heading-words.ts';
import { capitalised } from './titles.ts';
import { wordsIn, type WordTable } from './word-table.ts';
import type { Word } from './words.ts';

/** Words that count things, by language: each place in all its forms. Lower case. */
const ORDINALS: Readonly<Record<string, readonly string[]>> = {
  en: ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh'],
  de: ['erste erster erstes', 'zweite zweiter zweites', 'dritte dritter drittes', 'vierte vierter viertes', 'fünfte fünfter fünftes'],
  es: ['primer primero primera', 'segundo segunda', 'tercer tercero tercera', 'cuarto cuarta', 'quinto quinta'],
  fr: ['premier première', 'deuxième second seconde', 'troisième', 'quatrième', 'cinquième'],
  it: ['primo prima', 'secondo seconda', 'terzo terza', 'quarto quarta', 'quinto quinta'],
  pt: ['primeiro primeira', 'segundo segunda', 'terceiro terceira', 'quarto quarta', 'quinto quinta'],
};
const IS: WordTable = { en: 'is are was were', de: 'ist sind war waren heißt', es: 'es son era fue', fr: 'est sont était', it: 'è sono era', pt: 'é são era foi' };
/** What may stand before the article. */
const OPENERS: WordTable = { en: 'so and now okay ok then well but our my', de: 'und also nun dann der das die', es: 'y entonces ahora bueno', fr: 'et donc alors', it: 'e allora quindi', pt: 'e então agora' };
const MOST_OPENERS = 3;
/** Words that may name what is counted, and that may say what it is. */
const MOST_NAMING = 3;
const MOST_SAYING = 5;
/** Two things that are counted in less are a list, not two chapters. Seconds. */
const LEAST_SECONDS = 20;

type Item = { sentence: number; place: number; counted: string; start: number; title: string | null };
/** Sentences that open what is counted, each with a title in its own words where it says one. */
export type Enumeration = ReadonlyMap<number, string | null>;

/**
 * Things that the speaker counts aloud as the talk goes on: “The first habit is retrieval … The second habit is spacing”.
 * Only what is counted in order from the first, under one name, and spoken of for a while in between.
 */
export function findEnumeration({ sentences, language: { code } }: Document): Enumeration {
  const byThing = Map.groupBy(sentences.flatMap((sentence) => itemIn(sentence, code) ?? []), ({ counted }) => counted);
  const found = [...byThing.values()].flatMap(inOrder);
  return new Map(found.toSorted((a, b) => a.sentence - b.sentence).map(({ sentence, title }) => [sentence, title]));
}

/** The longest run 1, 2, 3 … with time for each; nothing where there is no second. */
function inOrder(items: readonly Item[]): Item[] {
  const run: Item[] = [];
  for (const item of items) {
    const last = run.at(-1);
    if (item.place === 0 && run.length < 2) run.splice(0, 1, item);
    else if (last && item.place === last.place + 1 && item.start - last.start >= LEAST_SECONDS) run.push(item);
  }
  return run.length < 2 ? [] : run;
}

/** What a sentence counts, if it begins by that. */
function itemIn({ index, start, text, words }: Sentence, code: string): Item | null {
  const at = words.findIndex(({ lower }, position) => position > MOST_OPENERS || !(isArticle(lower, code) || wordsIn(OPENERS, code).has(lower)));
  const place = (ORDINALS[code] ?? []).findIndex((forms) => forms.split(' ').includes(words[at]?.lower ?? ''));
  if (place < 0) return null;
  const is = words.findIndex(({ lower }, position) => position > at && wordsIn(IS, code).has(lower));
  const naming = words.slice(at + 1, is);
  if (is < 0 || naming.length > MOST_NAMING || naming.some(({ apart }) => apart)) return null;
  const counted = naming.filter(({ content }) => content).map(({ stem }) => stem).join(' ');
  return counted === '' ? null : { sentence: index, place, counted, start, title: titleOf(text, { words, at, is, code }) };
}

/** “First habit: retrieval”; null where what it is takes more than a few words. */
function titleOf(text: string, { words, at, is, code }: { words: readonly Word[]; at: number; is: number; code: string }): string | null {
  const rest = words.slice(is + 1);
  const pause = rest.findIndex(({ apart }, position) => position > 0 && apart);
  const said = pause < 0 ? rest : rest.slice(0, pause);
  const saying = said.slice(said.findIndex(({ lower }) => !isArticle(lower, code)));
  const [ordinal, name, first, last] = [words[at], words[is - 1], saying[0], saying.at(-1)];
  if (!ordinal || !name || !first?.content || !last || saying.length > MOST_SAYING) return null;
  const it = text.slice(first.from, last.to);
  // The German ordinal has the ending that its article left it.
  return capitalised(code === 'de' ? it : `${text.slice(ordinal.from, name.to)}: ${it}`);
}
