import { z } from 'zod';
import type { Analyst, AnalysisInput, ChaptersPart } from '#lib/analysis/analyst.ts';
import { zAnalyst, zChapter } from '#lib/protocol/result.ts';
import type { Stage } from '../stage.ts';

const zChaptersPart = z.object({ chapters: z.array(zChapter), analyst: zAnalyst });

export function chaptersStage(analyst: Analyst, input: AnalysisInput): Stage<ChaptersPart> {
  return {
    name: 'chapters',
    opening: 'Finding the chapters',
    schema: zChaptersPart,
    isStale: ({ analyst: { note } }) => note !== undefined,
    run: (context) => analyst.chapters(input, context),
    part: (output) => output,
  };
}
