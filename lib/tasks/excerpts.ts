import { foldText, markedParts } from '#lib/protocol/search-text.ts';
import type { Line } from './search.ts';

/** Characters of one excerpt, about two lines of a page. */
const LENGTH = 160;
/** Characters before the first word that was found, where a line is cut. */
const BEFORE = 40;
const MOST = 3;

type Place = { first: number; last: number; words: number };

/** Where words stand in lines that follow each other: places with the most of the words, the earliest of them. @param words folded */
export function excerptsOf(lines: readonly Line[], words: readonly string[]): { words: number; excerpts: Line[] } {
  const folded = lines.map(({ text }) => foldText(text));
  const places = lines.flatMap((_, first) => (words.some((word) => folded[first]?.includes(word)) ? [placeAt({ lines, folded, words }, first)] : []));
  const most = places.reduce((most_words, place) => Math.max(most_words, place.words), 0);
  const best = apart(places.filter((place) => place.words === most));
  return { words: most, excerpts: best.map(({ first, last }) => excerpt(lines.slice(first, last + 1), words)) };
}

/** The first places of which none lies in another. */
function apart(places: readonly Place[]): Place[] {
  const taken: Place[] = [];
  for (const place of places) {
    if (taken.length === MOST) break;
    if (place.first > (taken.at(-1)?.last ?? -1)) taken.push(place);
  }
  return taken;
}

type Searched = { lines: readonly Line[]; folded: readonly string[]; words: readonly string[] };

/** A line with those after it, as far as there is room: captions are cut in the middle of what is said. */
function placeAt({ lines, folded, words }: Searched, first: number): Place {
  let length = lines[first]?.text.length ?? 0;
  let last = first;
  for (let next = lines[first + 1]; next && length + next.text.length < LENGTH; next = lines[last + 1]) {
    length += next.text.length + 1;
    last += 1;
  }
  const said = folded.slice(first, last + 1).join(' ');
  return { first, last, words: words.filter((word) => said.includes(word)).length };
}

function excerpt(lines: readonly Line[], words: readonly string[]): Line {
  return { text: cut(lines.map(({ text }) => text).join(' '), words), start: lines[0]?.start ?? null };
}

/** Cut between words where there are spaces. */
function cut(text: string, words: readonly string[]): string {
  if (text.length <= LENGTH) return text;
  const [before] = markedParts(text, words);
  const from = Math.min((before?.marked ? 0 : (before?.text.length ?? 0)) - BEFORE, text.length - LENGTH);
  const start = from <= 0 ? 0 : text.indexOf(' ', from) + 1 || from;
  const end = start + LENGTH >= text.length ? text.length : text.lastIndexOf(' ', start + LENGTH);
  const said = text.slice(start, end > start + BEFORE ? end : start + LENGTH);
  return `${start > 0 ? '… ' : ''}${said}${start + said.length < text.length ? ' …' : ''}`;
}
