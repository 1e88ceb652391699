import { z } from 'zod';

/** The stages of one run, in the order in which a timeline shows them. */
export const STAGES = ['resolve', 'transcript', 'chapters', 'summary', 'key_ideas', 'mind_map', 'save'] as const;

export const zStageName = z.enum(STAGES);
export type StageName = z.infer<typeof zStageName>;

/** A stage is called by what it makes, on the timeline as on the page and in files. */
export const STAGE_TITLES: Readonly<Record<StageName, string>> = {
  resolve: 'Video', transcript: 'Transcript', chapters: 'Chapters', summary: 'Summary', key_ideas: 'Key ideas', mind_map: 'Mind map', save: 'Result',
};

/** The stages in which an analyst reads the transcript; they run side by side. */
export const ANALYSIS_STAGES: readonly StageName[] = ['chapters', 'summary', 'key_ideas'];

/** Counted from 0, as `stage_index` on the wire. */
export function stageIndex(stage: StageName): number {
  return STAGES.indexOf(stage);
}
