import type { PartStore } from '#lib/platform/part-store.ts';
import type { MilestoneDraft, TickDraft } from '#lib/protocol/events.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import type { StageName } from '#lib/protocol/stages.ts';

/** What the worker knows of a run. */
export type Job = {
  task_id: string;
  /** Tasks of the same URL and options, submitted at the same time, share one. */
  work_id: string;
  url: string;
  options: TaskOptions;
  attempt: number;
  /** Stages whose completion this task's own log already holds. */
  finished: readonly StageName[];
};

/** What a run may do to the world: nothing but this. */
export type JobPort = {
  signal: AbortSignal;
  /** Appends to the task's log; resolves when stored. Rejects once the claim is lost. */
  emit(draft: MilestoneDraft): Promise<void>;
  /** Tells subscribers; may be dropped. */
  tick(draft: TickDraft): void;
  /** Stage outputs of the shared work, stored as they end. */
  load(stage: StageName): Promise<unknown>;
  /** Rejects once the claim is lost. */
  save(stage: StageName, output: unknown): Promise<void>;
  /** Pieces of a stage of the shared work, stored before the stage has ended. */
  parts: PartStore;
  /** Seconds that stages of past runs took, newest first, for weights and ETA. */
  pastSeconds(stage: StageName): Promise<number[]>;
};

/** Runs a job to its end. Resolves when `save` completed; throws a Failure where the run failed as a whole. */
export type RunJob = (job: Job, port: JobPort) => Promise<void>;
