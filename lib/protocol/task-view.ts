import { z } from 'zod';
import { zErrorCode } from './errors.ts';
import { zPartialResult, zVideo } from './result.ts';
import { zAttempt, zFraction, zId, zSeconds, zSeq, zTimestamp } from './scalars.ts';
import { STAGES, zStageName } from './stages.ts';

export const zTaskStatus = z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']);
export type TaskStatus = z.infer<typeof zTaskStatus>;

const zStageView = z.object({
  name: zStageName,
  status: z.enum(['pending', 'running', 'completed', 'failed', 'skipped']),
  progress: zFraction,
  message: z.string().nullable(),
  started_at: zTimestamp.nullable(),
  completed_at: zTimestamp.nullable(),
  /** Seconds; null before the stage starts. */
  elapsed_time: zSeconds.nullable(),
});
export type StageView = z.infer<typeof zStageView>;

const zTaskError = z.object({
  code: zErrorCode,
  message: z.string(),
  hint: z.string(),
  stage: zStageName.nullable(),
  retryable: z.boolean(),
  /** Seconds after `completed_at` from which another try makes sense, where the other side named them. */
  retry_after: zSeconds.optional(),
});

/** A task as everybody sees it: over HTTP, in snapshots, in the browser. `seq` is the milestone it includes up to. */
export const zTaskView = z.object({
  id: zId,
  url: z.string(),
  status: zTaskStatus,
  seq: zSeq,
  attempt: zAttempt,
  progress: zFraction,
  eta_seconds: zSeconds.nullable(),
  /** Place in the queue, from 1; null when not queued. */
  position: z.int().min(1).nullable(),
  stages: z.array(zStageView).length(STAGES.length),
  video: zVideo.nullable(),
  error: zTaskError.nullable(),
  /** What is done so far; null before anything is. */
  result: zPartialResult.nullable(),
  created_at: zTimestamp,
  started_at: zTimestamp.nullable(),
  completed_at: zTimestamp.nullable(),
});
export type TaskView = z.infer<typeof zTaskView>;

/** Nothing but a retry or a deletion happens to a finished task. */
export function isFinished(status: TaskStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

export function pendingStages(): StageView[] {
  return STAGES.map((name) => ({
    name, status: 'pending', progress: 0, message: null, started_at: null, completed_at: null, elapsed_time: null,
  }));
}

/** A task before its first milestone: what `fold` starts from. */
export function blankView(id: string, timestamp: string): TaskView {
  return {
    id, url: '', status: 'queued', seq: 0, attempt: 1, progress: 0, eta_seconds: null, position: null,
    stages: pendingStages(), video: null, error: null, result: null,
    created_at: timestamp, started_at: null, completed_at: null,
  };
}
