import type { Steps } from '#lib/platform/steps.ts';
import type { Chapter } from '#lib/protocol/result.ts';
import { distinct, openingsOf, refined, type Opening } from '../author-chapters.ts';
import { findBoundaries } from './boundaries.ts';
import type { Document } from './document.ts';
import { findEnumeration } from './enumeration.ts';
import type { Lexicon } from './phrases.ts';
import { tellingPhrases, type Range } from './telling-phrases.ts';
import type { Candidate } from './title-candidates.ts';
import { chapterTitles } from './titles.ts';

/** A chapter with its sentences and what it speaks of, best first. */
export type Section = { chapter: Chapter; range: Range; topics: Candidate[] };

export type Outline = { title: string; author_chapters: readonly { title: string; start: number }[] };

/** The chapters of a document. The author's are kept, long ones refined inside; an empty document has one, without length. */
export function* findSections(document: Document, { lexicon, people }: { lexicon: Lexicon; people: ReadonlySet<string> }, outline: Outline): Steps<Section[]> {
  const { cues, sentences } = document;
  const counted = findEnumeration(document);
  const detected = distinct((yield* findBoundaries(document, [...counted.keys()])).map((index) => ({ start: sentences[index]!.start, title: null })));
  const author = openingsOf(outline.author_chapters, cues);
  const openings = author.length > 0 ? refined(author, detected, lastEnd(document)) : detected;
  const first = cues[0]?.start ?? 0;
  if (openings.length === 0) openings.push({ start: first, title: null });
  openings[0]!.start = first;
  const ranges = rangesOf(openings, document);
  const telling = yield* tellingPhrases(lexicon, document, ranges);
  const titled = yield* chapterTitles(telling, ranges, { document, lexicon, people, spare: outline.title || '…', given: openings.map(({ title }, index) => title ?? counted.get(ranges[index]![0]) ?? null) });
  return openings.map((opening, index) => {
    const end = openings[index + 1]?.start ?? lastEnd(document);
    const chapter = { title: titled[index]!.title, start: opening.start, end, origin: opening.title === null ? ('detected' as const) : ('author' as const) };
    return { chapter, range: ranges[index]!, topics: titled[index]!.topics };
  });
}

function lastEnd({ cues }: Document): number {
  return cues.reduce((end, cue) => Math.max(end, cue.end), cues[0]?.start ?? 0);
}

function rangesOf(openings: readonly Opening[], { sentences }: Document): Range[] {
  const firsts = openings.map(({ start }, index) => {
    if (index === 0) return 0;
    const at = sentences.findIndex((sentence) => sentence.start >= start);
    return at < 0 ? sentences.length : at;
  });
  return firsts.map((from, index) => [from, Math.max(from, firsts[index + 1] ?? sentences.length)]);
}
