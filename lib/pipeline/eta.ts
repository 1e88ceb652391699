import { STAGES, type StageName } from '#lib/protocol/stages.ts';
import type { Expectations } from './weights.ts';

/** Stages that wait for the same one and not for each other. */
const SIDE_BY_SIDE: readonly StageName[] = ['chapters', 'summary', 'key_ideas'];

/** How far a stage is: `elapsed` in seconds, null before it starts. */
export type StageProgress = { progress: number; elapsed: number | null; over: boolean };

/** A stage's own pace counts from this progress and time on; before, it is noise. */
const PACE_FROM = { progress: 0.1, seconds: 1 };

/** Seconds to the end of the run; undefined where a stage's rest is unknown, never a guess. */
export function etaSeconds(stages: Readonly<Record<StageName, StageProgress>>, expectations: Expectations): number | undefined {
  const rest = (stage: StageName) => remaining(stages[stage], expectations[stage]);
  const inTurn = STAGES.filter((stage) => !SIDE_BY_SIDE.includes(stage)).map(rest);
  const total = inTurn.reduce((sum, seconds) => sum + seconds, Math.max(...SIDE_BY_SIDE.map(rest)));
  return Number.isFinite(total) ? Math.round(total * 10) / 10 : undefined;
}

/** Infinity where unknown. */
function remaining(stage: StageProgress, expected: { seconds: number; learned: boolean }): number {
  if (stage.over) return 0;
  const elapsed = stage.elapsed ?? 0;
  if (stage.progress >= PACE_FROM.progress && elapsed >= PACE_FROM.seconds) return (elapsed * (1 - stage.progress)) / stage.progress;
  return expected.learned && elapsed < expected.seconds ? expected.seconds - elapsed : Infinity;
}
