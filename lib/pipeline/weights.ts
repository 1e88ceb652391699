import type { JobPort } from '#lib/tasks/job.ts';
import { STAGES, type StageName } from '#lib/protocol/stages.ts';

/** Seconds that each stage is expected to take; `learned` is false where no past run says so. */
export type Expectations = Readonly<Record<StageName, { seconds: number; learned: boolean }>>;

/** A guess for a talk of an hour with captions, until past runs tell. */
const DEFAULT_SECONDS: Record<StageName, number> = {
  resolve: 1, transcript: 1, chapters: 0.5, summary: 1, key_ideas: 0.5, mind_map: 0.1, save: 0.1,
};
/** No stage is so short that its end cannot be seen on the bar. */
const LEAST_SHARE = 0.01;

/** Medians of past runs. Runs that took over another's output (0 s) say nothing about the work. */
export async function learnExpectations(pastSeconds: JobPort['pastSeconds']): Promise<Expectations> {
  const entries = STAGES.map(async (stage) => {
    const past = median((await pastSeconds(stage)).filter((seconds) => seconds > 0));
    return [stage, { seconds: past ?? DEFAULT_SECONDS[stage], learned: past !== null }] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<StageName, { seconds: number; learned: boolean }>;
}

/** Shares of the whole, which add up to 1. */
export function shares(expectations: Expectations): Record<StageName, number> {
  const sum = STAGES.reduce((total, stage) => total + expectations[stage].seconds, 0);
  const raised = STAGES.map((stage) => [stage, Math.max(LEAST_SHARE, expectations[stage].seconds / sum)] as const);
  const whole = raised.reduce((total, [, share]) => total + share, 0);
  return Object.fromEntries(raised.map(([stage, share]) => [stage, share / whole])) as Record<StageName, number>;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
