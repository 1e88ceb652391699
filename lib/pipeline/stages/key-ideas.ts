import { z } from 'zod';
import type { Analyst, AnalysisInput, KeyIdeasPart } from '#lib/analysis/analyst.ts';
import { zAnalyst, zKeyIdea, zKeyPhrase } from '#lib/protocol/result.ts';
import type { Stage } from '../stage.ts';

const zKeyIdeasPart = z.object({ key_ideas: z.array(zKeyIdea), key_phrases: z.array(zKeyPhrase), analyst: zAnalyst });

export function keyIdeasStage(analyst: Analyst, input: AnalysisInput): Stage<KeyIdeasPart> {
  return {
    name: 'key_ideas',
    opening: 'Collecting the key ideas',
    schema: zKeyIdeasPart,
    isStale: ({ analyst: { note } }) => note !== undefined,
    run: (context) => analyst.keyIdeas(input, context),
    part: (output) => output,
  };
}
