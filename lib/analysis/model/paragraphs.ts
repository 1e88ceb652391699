import { joinTexts } from '#lib/captions/join-text.ts';
import type { Chapter, Cue, Summary } from '#lib/protocol/result.ts';
import type { ChunkNotes } from './notes.ts';

/** The proven sentences of all chunks, a paragraph for each chapter that has some. */
export function paragraphsOf(cues: readonly Cue[], notes: readonly ChunkNotes[], chapters: readonly Chapter[]): Summary['paragraphs'] {
  const sentences = notes.flatMap(({ summary }) => summary).toSorted((a, b) => a.cue - b.cue);
  const groups = new Map<number, typeof sentences>();
  for (const sentence of sentences) {
    const start = cues[sentence.cue]?.start ?? 0;
    const chapter = chapters.findLastIndex((candidate) => candidate.start <= start);
    groups.set(chapter, [...(groups.get(chapter) ?? []), sentence]);
  }
  return [...groups.values()].map((group) => ({
    text: joinTexts(group.map(({ text }) => text.trim())),
    start: cues[group[0]?.cue ?? 0]?.start ?? 0,
    end: cues[group.at(-1)?.cue ?? 0]?.end ?? 0,
  }));
}
