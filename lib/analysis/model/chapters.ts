import { z } from 'zod';
import type { Chapter, Cue } from '#lib/protocol/result.ts';
import type { AnalysisInput } from '../analyst.ts';
import { openingsOf, refined } from '../author-chapters.ts';
import { inventsTime } from '../evidence.ts';
import { keptAnswer, languageOf, type Reader } from './kept-answer.ts';
import type { ChunkNotes } from './notes.ts';
import { OUTLINE_VERSION, outlineInstructions } from './prompts/outline.ts';

/** Where a topic begins: the cue, and a title. */
export type Section = { cue: number; title: string };

/** A chapter of less than this is none. Seconds. */
const SHORTEST = 20;
/** Minutes of talk a chapter, about. */
const MINUTES = 6;
const FEWEST = 2;
const MOST = 24;

/** Sections of all chunks in order, each place once; the first begins where the transcript does. */
export function sectionsOf(notes: readonly ChunkNotes[]): Section[] {
  const titles = new Map<number, string>();
  for (const { cue, title } of notes.flatMap(({ sections }) => sections)) if (!titles.has(cue)) titles.set(cue, title.trim());
  return [...titles].map(([cue, title]) => ({ cue, title })).toSorted((a, b) => a.cue - b.cue);
}

const zOutline = z.object({ chapters: z.array(z.object({ section: z.int(), title: z.string() })) });

/**
 * The sections that chapters begin with: all of them where they are few, else as the model puts them together.
 * It can only choose among sections that are proven; where it fails the longest sections are taken.
 */
export async function outlineOf(reader: Reader, sections: readonly Section[]): Promise<Section[]> {
  const { cues } = reader.input;
  const minutes = ((cues.at(-1)?.end ?? 0) - (cues[0]?.start ?? 0)) / 60;
  const wanted = Math.min(MOST, Math.max(FEWEST, Math.round(minutes / MINUTES)));
  if (sections.length <= Math.max(6, wanted * 1.5)) return [...sections];
  const chosen = await askOutline(reader, sections, wanted).catch((): Section[] => []);
  reader.context.signal.throwIfAborted();
  return chosen.length >= FEWEST ? chosen : longest(sections, cues, wanted);
}

async function askOutline(reader: Reader, sections: readonly Section[], wanted: number): Promise<Section[]> {
  const { client, input, context: { signal } } = reader;
  const titles = sections.map(({ title }, index) => `[${index}] ${title}`).join('\n');
  const prompt = `Title of the video: ${JSON.stringify(input.title)}\n\n<sections>\n${titles}\n</sections>`;
  const instructions = outlineInstructions(languageOf(input), wanted);
  const { chapters } = await keptAnswer(reader, {
    key: ['outline', OUTLINE_VERSION, wanted, prompt], schema: zOutline,
    make: (meter) => client.json({ instructions, prompt, schema: zOutline, signal, meter }),
  });
  const known = chapters.flatMap(({ section, title }) => {
    const begins = sections[section];
    return begins && title.trim() !== '' && !inventsTime(title, titles) ? [{ cue: begins.cue, title: title.trim() }] : [];
  });
  return known.filter(({ cue }, index) => known.slice(0, index).every((before) => before.cue < cue)).slice(0, MOST);
}

function longest(sections: readonly Section[], cues: readonly Cue[], wanted: number): Section[] {
  const startOf = (section: Section | undefined) => cues[section?.cue ?? cues.length - 1]?.start ?? 0;
  const measured = sections.map((section, index) => ({ section, seconds: startOf(sections[index + 1]) - startOf(section) }));
  const kept = new Set(measured.toSorted((a, b) => b.seconds - a.seconds).slice(0, wanted).map(({ section }) => section));
  return sections.filter((section) => kept.has(section));
}

export function detectedChapters(cues: readonly Cue[], outline: readonly Section[]): Chapter[] {
  const [first, ...rest] = outline;
  if (!first) return [];
  // The first chapter begins where the transcript does, whatever line was named.
  const starts = [{ ...first, cue: 0 }, ...rest];
  return bounded(cues, starts.map(({ cue, title }) => ({ title, start: cues[cue]?.start ?? 0, origin: 'detected' as const })), SHORTEST);
}

/** The author's chapters on starts of cues, long ones with the topics of the outline that begin inside. */
export function authorChapters({ cues, author_chapters }: AnalysisInput, outline: readonly Section[]): Chapter[] {
  const author = openingsOf(author_chapters, cues).map(({ title, start }) => ({ title: title ?? '', start, origin: 'author' as const }));
  const titles = new Set(author.map(({ title }) => title.toLowerCase()));
  const found = detectedChapters(cues, outline).filter(({ title }) => !titles.has(title.toLowerCase()));
  const [first, ...rest] = author;
  return first ? bounded(cues, refined([{ ...first, start: cues[0]?.start ?? 0 }, ...rest], found, endOf(cues)), 0) : [];
}

function endOf(cues: readonly Cue[]): number {
  return cues.reduce((end, cue) => Math.max(end, cue.end), 0);
}

function bounded(cues: readonly Cue[], chapters: Omit<Chapter, 'end'>[], shortest: number): Chapter[] {
  const end = endOf(cues);
  const rising: Omit<Chapter, 'end'>[] = [];
  for (const chapter of chapters) if (rising.length === 0 || chapter.start > (rising.at(-1)?.start ?? 0) + (shortest < end / 4 ? shortest : 0)) rising.push(chapter);
  return rising.map((chapter, index) => ({ ...chapter, end: rising[index + 1]?.start ?? Math.max(end, chapter.start) }));
}
