import { z } from 'zod';
import type { Analyst, AnalysisInput, SummaryPart } from '#lib/analysis/analyst.ts';
import { zAnalyst, zCoverage, zSummary } from '#lib/protocol/result.ts';
import type { Stage } from '../stage.ts';

const zSummaryPart = z.object({ summary: zSummary, coverage: zCoverage, analyst: zAnalyst });

export function summaryStage(analyst: Analyst, input: AnalysisInput): Stage<SummaryPart> {
  return {
    name: 'summary',
    opening: 'Writing the summary',
    schema: zSummaryPart,
    isStale: ({ analyst: { note } }) => note !== undefined,
    run: (context) => analyst.summary(input, context),
    part: (output) => output,
  };
}
