import type { WorkContext } from '#lib/platform/work-context.ts';
import type { AnalystInfo, Chapter, Coverage, Cue, KeyIdea, KeyPhrase, MindMapNode, Summary } from '#lib/protocol/result.ts';

export type AnalysisInput = {
  cues: readonly Cue[];
  /** BCP 47, `und` where nothing is known. */
  language: string;
  /** The language to write in; null: the source's own. */
  output_language: string | null;
  title: string;
  /** The author's own chapters, kept where given. */
  author_chapters: readonly { title: string; start: number }[];
};

export type SummaryPart = { summary: Summary; coverage: Coverage; analyst: AnalystInfo };
export type KeyIdeasPart = { key_ideas: KeyIdea[]; key_phrases: KeyPhrase[]; analyst: AnalystInfo };
export type ChaptersPart = { chapters: Chapter[]; analyst: AnalystInfo };
/** What the mind map is made of; a part whose stage failed is null. */
export type MindMapMaterial = {
  chapters: Chapter[] | null;
  key_ideas: KeyIdea[] | null;
  key_phrases: KeyPhrase[] | null;
  /** What made the chapters. */
  engine?: AnalystInfo['engine'] | null;
};

/** Cues in, insight out. Times of everything it gives are starts and ends of cues it was given. */
export interface Analyst {
  readonly info: AnalystInfo;
  chapters(input: AnalysisInput, context: WorkContext): Promise<ChaptersPart>;
  summary(input: AnalysisInput, context: WorkContext): Promise<SummaryPart>;
  keyIdeas(input: AnalysisInput, context: WorkContext): Promise<KeyIdeasPart>;
  mindMap(input: AnalysisInput, material: MindMapMaterial, context: WorkContext): Promise<MindMapNode>;
}
