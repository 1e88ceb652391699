import { z } from 'zod';
import { zErrorCode } from './errors.ts';
import { zPartialResult } from './result.ts';
import { zAttempt, zFraction, zId, zSeconds, zSeq, zTimestamp } from './scalars.ts';
import { zStageName } from './stages.ts';

const cursor = { task_id: zId, seq: zSeq.min(1), attempt: zAttempt, timestamp: zTimestamp };

/** What starts a run again. */
export const RETRY_REASONS = ['asked', 'backoff', 'restart', 'worker_lost'] as const;
export type RetryReason = (typeof RETRY_REASONS)[number];

const milestone = <T extends string, S extends z.ZodRawShape>(type: T, fields: S) =>
  z.object({ type: z.literal(type), ...cursor, ...fields });

export const zTaskQueued = milestone('task_queued', { url: z.string(), position: z.int().min(1) });
export const zStageStarted = milestone('stage_started', {
  stage: zStageName, stage_index: z.int().min(0), stage_count: z.int().min(1),
});
export const zStageCompleted = milestone('stage_completed', {
  stage: zStageName, result: zPartialResult, elapsed_time: zSeconds,
});
export const zStageSkipped = milestone('stage_skipped', { stage: zStageName, reason: z.string() });
export const zStageFailed = milestone('stage_failed', {
  stage: zStageName, code: zErrorCode, error: z.string(), retryable: z.boolean(),
});
export const zTaskCompleted = milestone('task_completed', { result: zPartialResult });
export const zTaskFailed = milestone('task_failed', {
  stage: zStageName.nullable(), code: zErrorCode, error: z.string(), retryable: z.boolean(), hint: z.string(),
  /** Seconds after the failure from which another try makes sense, where the other side named them. */
  retry_after: zSeconds.optional(),
});
export const zTaskCancelled = milestone('task_cancelled', { stage: zStageName.nullable() });
export const zTaskRetried = milestone('task_retried', {
  from_stage: zStageName, reason: z.enum(RETRY_REASONS),
  /** Completed stages that are done once more: they were made in a lesser way, or of what now changes. */
  redo: z.array(zStageName).optional(),
  /** Why the queue tries again by itself, and when; of the stage until it starts. */
  message: z.string().optional(),
});

/** Rows of a task's log: stored before they are sent, never dropped, merged or reordered. */
export const zMilestone = z.discriminatedUnion('type', [
  zTaskQueued, zStageStarted, zStageCompleted, zStageSkipped, zStageFailed,
  zTaskCompleted, zTaskFailed, zTaskCancelled, zTaskRetried,
]);
export type Milestone = z.infer<typeof zMilestone>;
export const MILESTONE_TYPES = zMilestone.options.map((option) => option.shape.type.value);

/** `seq` is the newest milestone before the tick; `n` rises within it. */
const tickCursor = { ...cursor, seq: zSeq, n: z.int().min(1) };

const tick = <T extends string, S extends z.ZodRawShape>(type: T, fields: S) =>
  z.object({ type: z.literal(type), ...tickCursor, ...fields });

export const zProgressUpdate = tick('progress_update', {
  stage: zStageName, progress: zFraction, overall: zFraction, message: z.string(),
  elapsed_time: zSeconds, eta_seconds: zSeconds.optional(),
});
export const zPartialText = tick('partial_result', { stage: zStageName, text: z.string().max(4096) });
export const zQueuePosition = tick('queue_position', { position: z.int().min(1) });
export const zWatchers = tick('watchers', { count: z.int().min(0) });
/** The last word on a task: its subscriptions end. */
export const zTaskDeleted = tick('task_deleted', {});
/** Beside `stage_failed`, for clients that know only the plain `error` message. */
export const zErrorTick = tick('error', { stage: zStageName, error: z.string(), message: z.string(), code: zErrorCode });

/** May be dropped, or replaced by a newer one of the same task, type and stage. */
export const zTick = z.discriminatedUnion('type', [
  zProgressUpdate, zPartialText, zQueuePosition, zWatchers, zTaskDeleted, zErrorTick,
]);
export type Tick = z.infer<typeof zTick>;

export type TaskEvent = Milestone | Tick;

type Draft<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** A milestone before the log gives it its place. */
export type MilestoneDraft = Draft<Milestone, 'task_id' | 'seq' | 'attempt' | 'timestamp'>;
/** A tick before the topic gives it its place. */
export type TickDraft = Draft<Tick, 'task_id' | 'seq' | 'n' | 'attempt' | 'timestamp'>;

export function isTick(event: TaskEvent): event is Tick {
  return 'n' in event;
}

/** Ticks with the same slot replace each other. */
export function tickSlot(tick: { type: string; stage?: string | undefined }): string {
  return tick.stage === undefined ? tick.type : `${tick.type}:${tick.stage}`;
}
