import type { z } from 'zod';
import type { WorkContext } from '#lib/platform/work-context.ts';
import type { PartialResult } from '#lib/protocol/result.ts';
import type { StageName } from '#lib/protocol/stages.ts';

/** One step of a run. Its output is plain JSON: stored as it ends, and read back by `schema` in a later attempt. */
export type Stage<Output> = {
  readonly name: StageName;
  /** What a person reads while nothing else is known. */
  readonly opening: string;
  readonly schema: z.ZodType<Output>;
  /** Whether a stored output of an attempt that this task's log does not hold is made anew; it stands where that fails. */
  isStale?(output: Output): boolean;
  /** @throws Failure */
  run(context: WorkContext): Promise<Output>;
  /** The stage's own small part of the result, for its milestone. */
  part(output: Output): PartialResult;
};
