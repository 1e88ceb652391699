import type { Analyst, AnalysisInput, MindMapMaterial } from '#lib/analysis/analyst.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { Transcript } from '#lib/protocol/result.ts';
import type { Resolved, Source } from '#lib/sources/source.ts';
import type { Transcriber } from '#lib/speech/transcriber.ts';
import type { Job, RunJob } from '#lib/tasks/job.ts';
import { openRun, type Run } from './run.ts';
import { chaptersStage } from './stages/chapters.ts';
import { keyIdeasStage } from './stages/key-ideas.ts';
import { mindMapStage } from './stages/mind-map.ts';
import { resolveStage } from './stages/resolve.ts';
import { saveStage } from './stages/save.ts';
import { summaryStage } from './stages/summary.ts';
import { transcriptStage } from './stages/transcript.ts';

export type PipelineDeps = {
  sources: { sourceFor(url: URL): Source; byName(name: string): Source };
  analyst: Analyst;
  /** Null where speech recognition is not configured. */
  transcriber: Transcriber | null;
  clock: Clock;
};

/**
 * The seven stages of one run. Without a transcript there is nothing to deliver, so `resolve` and
 * `transcript` must succeed; an analysis stage that fails is told and left out.
 */
export function createPipeline(deps: PipelineDeps): RunJob {
  return async (job, port) => {
    const run = await openRun(job, port, deps.clock);
    const resolved = await run.must(resolveStage({ ...deps, job, port }));
    const transcript = await run.must(transcriptStage({ ...deps, job, resolved }));
    const input = inputOf(job, resolved, transcript);
    const parts = await analyse(run, deps.analyst, input);
    const material = { chapters: parts.chapters?.chapters ?? null, key_ideas: parts.key_ideas?.key_ideas ?? null, key_phrases: parts.key_ideas?.key_phrases ?? null, engine: parts.chapters?.analyst.engine ?? null };
    const mind_map = await drawMindMap(run, mindMapStage(deps.analyst, input, material), material);
    await run.must(saveStage({ video: resolved.video, transcript, ...parts.chapters, ...parts.key_ideas, ...parts.summary, ...mind_map }));
  };
}

function inputOf(job: Job, resolved: Resolved, { cues, language }: Transcript): AnalysisInput {
  const { video, author_chapters } = resolved;
  return { cues, language, output_language: job.options.output_language ?? null, title: video.title, author_chapters };
}

/** Side by side; all have ended before the run goes on or fails, so that nothing runs behind its back. */
async function analyse(run: Run, analyst: Analyst, input: AnalysisInput) {
  const running = [run.may(chaptersStage(analyst, input)), run.may(summaryStage(analyst, input)), run.may(keyIdeasStage(analyst, input))] as const;
  await Promise.allSettled(running);
  const [chapters, summary, key_ideas] = await Promise.all(running);
  return { chapters, summary, key_ideas };
}

async function drawMindMap(run: Run, stage: ReturnType<typeof mindMapStage>, { chapters, key_ideas }: MindMapMaterial) {
  if (chapters !== null || key_ideas !== null) return run.may(stage);
  await run.skip('mind_map', 'There are no chapters and no key ideas to draw.');
  return null;
}

