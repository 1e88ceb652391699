import type { Chapter } from '#lib/protocol/result.ts';
import { findBoundaries } from './boundaries.ts';
import type { Document } from './document.ts';
import type { Lexicon } from './phrases.ts';
import type { Steps } from './steps.ts';
import { tellingPhrases, type Range } from './telling-phrases.ts';
import type { Candidate } from './title-candidates.ts';
import { chapterTitles } from './titles.ts';

/** A chapter with its sentences and what it speaks of, best first. */
export type Section = { chapter: Chapter; range: Range; topics: Candidate[] };

export type Outline = { title: string; author_chapters: readonly { title: string; start: number }[] };

type Opening = { start: number; title: string | null };

/** Minutes of an author's chapter that are refined where boundaries are found inside, and the least on either side. */
const LONG_CHAPTER = 12 * 60;
const LEAST_INSIDE = 3 * 60;

/** The chapters of a document. The author's are kept, long ones refined inside; an empty document has one, without length. */
export function* findSections(document: Document, lexicon: Lexicon, outline: Outline): Steps<Section[]> {
  const { cues, sentences } = document;
  const detected = distinct((yield* findBoundaries(document)).map((index) => ({ start: sentences[index]!.start, title: null })));
  const author = onCues(outline.author_chapters, document);
  const openings = author.length > 0 ? refined(author, detected, lastEnd(document)) : detected;
  const first = cues[0]?.start ?? 0;
  if (openings.length === 0) openings.push({ start: first, title: null });
  openings[0]!.start = first;
  const ranges = rangesOf(openings, document);
  const telling = yield* tellingPhrases(lexicon, document, ranges);
  const titled = yield* chapterTitles(telling, ranges, { document, lexicon, spare: outline.title || '…' });
  return openings.map((opening, index) => {
    const end = openings[index + 1]?.start ?? lastEnd(document);
    const chapter = { title: opening.title ?? titled[index]!.title, start: opening.start, end, origin: opening.title === null ? ('detected' as const) : ('author' as const) };
    return { chapter, range: ranges[index]!, topics: titled[index]!.topics };
  });
}

function lastEnd({ cues }: Document): number {
  return cues.reduce((end, cue) => Math.max(end, cue.end), cues[0]?.start ?? 0);
}

function distinct<T extends Opening>(openings: readonly T[]): T[] {
  const kept: T[] = [];
  for (const opening of openings) if (kept.length === 0 || opening.start > kept.at(-1)!.start) kept.push(opening);
  return kept;
}

/** The author's chapters, each moved to the start of the nearest cue. */
function onCues(chapters: Outline['author_chapters'], { cues }: Document): Opening[] {
  if (cues.length === 0) return [];
  const starts = cues.map(({ start }) => start);
  const moved = chapters.filter(({ title }) => title.trim() !== '').map(({ title, start }) => ({ title: title.trim(), start: nearest(starts, start) }));
  return distinct(moved.toSorted((a, b) => a.start - b.start));
}

function nearest(starts: readonly number[], time: number): number {
  return starts.reduce((best, start) => (Math.abs(start - time) < Math.abs(best - time) ? start : best));
}

function refined(author: readonly Opening[], detected: readonly Opening[], end: number): Opening[] {
  return author.flatMap((opening, index) => {
    const until = author[index + 1]?.start ?? end;
    if (until - opening.start < LONG_CHAPTER) return [opening];
    const inside = detected.filter(({ start }) => start - opening.start >= LEAST_INSIDE && until - start >= LEAST_INSIDE);
    return [opening, ...inside];
  });
}

function rangesOf(openings: readonly Opening[], { sentences }: Document): Range[] {
  const firsts = openings.map(({ start }, index) => {
    if (index === 0) return 0;
    const at = sentences.findIndex((sentence) => sentence.start >= start);
    return at < 0 ? sentences.length : at;
  });
  return firsts.map((from, index) => [from, Math.max(from, firsts[index + 1] ?? sentences.length)]);
}
