import { splitWords } from '#lib/analysis/extractive/words.ts';
import type { SearchIndex } from './search-index.ts';

/** One word of a question: the stems that stand for it, each with the share in which it does. */
export type Term = { stems: Map<string, number>; weight: number };

/** A longer or shorter word of the same family counts half. */
const KIN = 0.5;
/** A word that is nowhere may be one that merely asks (“explain”, “happens”), so it counts for less. */
const STRANGE = 0.6;
const SHORTEST_KIN = 4;
/** A rare word has kin in a German compound, a misheard name, a typing mistake. */
const MOST_KIN = 8;

/**
 * The words of a question, by their weight in this transcript (BM25's idf). A word that the transcript does
 * not have is stood in for by words that contain it, begin like it, or are one letter off.
 */
export function readQuestion(question: string, index: SearchIndex): Term[] {
  const words = splitWords(question, index.language);
  const telling = words.filter(({ content }) => content);
  const stems = new Set((telling.length > 0 ? telling : words).map(({ stem }) => stem));
  return [...stems].map((stem) => {
    const known = index.frequencies.has(stem) ? new Map([[stem, 1]]) : kinOf(stem, index);
    const frequency = Math.max(0, ...[...known.keys()].map((word) => index.frequencies.get(word) ?? 0));
    return { stems: known, weight: idf(frequency, index.windows.length) * (known.size === 0 ? STRANGE : 1) };
  });
}

/** Whether a question has a telling word of its own; “and why?” has none. */
export function namesSomething(question: string, { language }: SearchIndex): boolean {
  return splitWords(question, language).some(({ content }) => content);
}

function idf(frequency: number, windows: number): number {
  return Math.log(1 + (windows - frequency + 0.5) / (frequency + 0.5));
}

function kinOf(stem: string, { frequencies }: SearchIndex): Map<string, number> {
  if (stem.length < SHORTEST_KIN) return new Map();
  const kin = [...frequencies.keys()].filter((word) => isKin(stem, word)).slice(0, MOST_KIN);
  return new Map(kin.map((word) => [word, KIN]));
}

function isKin(stem: string, word: string): boolean {
  if (word.length < SHORTEST_KIN) return false;
  if (word.includes(stem) || (stem.includes(word) && word.length * 2 > stem.length)) return true;
  return stem.length > SHORTEST_KIN && isOneOff(stem, word);
}

/** Whether one letter was changed, added or left out. */
function isOneOff(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  return a.slice(same + (a.length >= b.length ? 1 : 0)) === b.slice(same + (b.length >= a.length ? 1 : 0));
}
