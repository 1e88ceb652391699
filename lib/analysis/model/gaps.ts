import type { WorkContext } from '#lib/platform/work-context.ts';
import type { Chapter, Cue, KeyIdea, Summary } from '#lib/protocol/result.ts';
import type { AnalysisInput, Analyst } from '../analyst.ts';
import type { ReadChunk } from './reading.ts';

type Paragraph = Summary['paragraphs'][number];

/** A stretch of the transcript that the model did not read. Seconds. */
export type Gap = { start: number; end: number };

export function gapsOf(cues: readonly Cue[], chunks: readonly ReadChunk[]): Gap[] {
  return chunks.filter(({ notes }) => notes === null).map(({ chunk }) => ({ start: cues[chunk.first]?.start ?? 0, end: cues[chunk.last]?.end ?? 0 }));
}

/** What another analyst makes of the gaps, so that nothing stays unread. */
export function fillGaps(spare: Analyst, { input, context, gaps }: { input: AnalysisInput; context: WorkContext; gaps: readonly Gap[] }) {
  const quiet: WorkContext = { ...context, progress: () => {}, partial: () => {} };
  const within = <T extends { start: number }>(items: readonly T[]) => items.filter(({ start }) => gaps.some((gap) => start >= gap.start && start < gap.end));
  const merged = <T extends { start: number }>(own: readonly T[], others: readonly T[]) => [...own, ...within(others)].toSorted((a, b) => a.start - b.start);
  return {
    async chapters(own: Chapter[]): Promise<Chapter[]> {
      if (gaps.length === 0) return own;
      const { chapters } = await spare.chapters(input, quiet);
      // The author's are there already.
      const all = merged(own, chapters.filter(({ origin }) => origin === 'detected'));
      return all.map((chapter, index) => ({ ...chapter, end: all[index + 1]?.start ?? Math.max(chapter.end, input.cues.at(-1)?.end ?? 0) }));
    },
    async paragraphs(own: readonly Paragraph[]): Promise<Paragraph[]> {
      return gaps.length === 0 ? [...own] : merged(own, (await spare.summary(input, quiet)).summary.paragraphs);
    },
    async ideas(own: KeyIdea[]): Promise<KeyIdea[]> {
      return gaps.length === 0 ? own : merged(own, (await spare.keyIdeas(input, quiet)).key_ideas);
    },
  };
}
