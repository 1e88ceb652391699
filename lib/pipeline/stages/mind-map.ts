import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Analyst, AnalysisInput, MindMapMaterial } from '#lib/analysis/analyst.ts';
import { zMindMap, type MindMapNode } from '#lib/protocol/result.ts';
import type { Stage } from '../stage.ts';

const zMindMapPart = z.object({ mind_map: zMindMap, /** A hash of the material. */ made_of: z.string() });

/** Made of what exists: a part whose stage failed is null. Drawn anew when that has changed. */
export function mindMapStage(analyst: Analyst, input: AnalysisInput, material: MindMapMaterial): Stage<{ mind_map: MindMapNode; made_of: string }> {
  const made_of = createHash('sha256').update(JSON.stringify(material)).digest('base64url');
  return {
    name: 'mind_map',
    opening: 'Drawing the mind map',
    schema: zMindMapPart,
    isStale: (output) => output.made_of !== made_of,
    run: async (context) => ({ mind_map: await analyst.mindMap(input, material, context), made_of }),
    part: ({ mind_map }) => ({ mind_map }),
  };
}
