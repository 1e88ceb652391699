import { z } from 'zod';
import type { Analyst, AnalysisInput, MindMapMaterial } from '#lib/analysis/analyst.ts';
import { zMindMap, type MindMapNode } from '#lib/protocol/result.ts';
import type { Stage } from '../stage.ts';

const zMindMapPart = z.object({ mind_map: zMindMap });

/** Made of what exists: a part whose stage failed is null. */
export function mindMapStage(analyst: Analyst, input: AnalysisInput, material: MindMapMaterial): Stage<{ mind_map: MindMapNode }> {
  return {
    name: 'mind_map',
    opening: 'Drawing the mind map',
    schema: zMindMapPart,
    run: async (context) => ({ mind_map: await analyst.mindMap(input, material, context) }),
    part: (output) => output,
  };
}
