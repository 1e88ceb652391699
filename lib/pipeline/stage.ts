import type { z } from 'zod';
import type { PartStore } from '#lib/platform/part-store.ts';
import type { PartialResult } from '#lib/protocol/result.ts';
import type { StageName } from '#lib/protocol/stages.ts';

export type StageContext = {
  signal: AbortSignal;
  /** Units done of total, with a sentence of what is going on. */
  progress(done: number, total: number, message: string): void;
  /** The text written so far, all of it. */
  partial(text: string): void;
  /** Pieces of this run's work, kept over attempts. */
  parts: PartStore;
};

/** One step of a run. Its output is plain JSON: stored as it ends, and read back by `schema` in a later attempt. */
export type Stage<Output> = {
  readonly name: StageName;
  /** What a person reads while nothing else is known. */
  readonly opening: string;
  readonly schema: z.ZodType<Output>;
  /** Whether a stored output of an attempt that this task's log does not hold is made anew; it stands where that fails. */
  isStale?(output: Output): boolean;
  /** @throws Failure */
  run(context: StageContext): Promise<Output>;
  /** The stage's own small part of the result, for its milestone. */
  part(output: Output): PartialResult;
};
