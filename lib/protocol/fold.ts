import { ERRORS } from './errors.ts';
import { isTick, type Milestone, type TaskEvent, type Tick } from './events.ts';
import { joinParts, type PartialResult } from './result.ts';
import { ANALYSIS_STAGES, STAGES, stageIndex, type StageName } from './stages.ts';
import { isFinished, type StageView, type TaskView } from './task-view.ts';

/** A task as one observer knows it: the view, the newest tick's `n`, and what only ticks carry. */
export type TaskState = {
  readonly view: TaskView;
  /** `n` of the newest tick applied since `view.seq`. */
  readonly n: number;
  readonly watchers: number | null;
  /** Text written so far, per stage that is still writing. */
  readonly partials: Readonly<Partial<Record<StageName, string>>>;
  readonly deleted: boolean;
};

export function stateOf(view: TaskView): TaskState {
  return { view, n: 0, watchers: null, partials: {}, deleted: false };
}

/** Rule E3: what to do with an event that arrives at a state. */
export function place(state: TaskState, event: TaskEvent): 'apply' | 'drop' | 'gap' {
  const head = state.view.seq;
  if (event.seq > (isTick(event) ? head : head + 1)) return 'gap';
  if (isTick(event)) return event.seq === head && event.n > state.n ? 'apply' : 'drop';
  return event.seq === head + 1 ? 'apply' : 'drop';
}

/**
 * The one place where events become state, on both sides of the wire. An event that is not next is
 * dropped and the same state returned, so duplicates and reorderings change nothing.
 * When a run has ended, the view depends on milestones alone.
 */
export function fold(state: TaskState, event: TaskEvent): TaskState {
  if (place(state, event) !== 'apply') return state;
  return isTick(event) ? foldTick(state, event) : foldMilestone(state, event);
}

function foldTick(state: TaskState, tick: Tick): TaskState {
  const { n } = tick;
  switch (tick.type) {
    case 'progress_update':
      return { ...state, n, view: withProgress(state.view, tick) };
    case 'partial_result':
      return { ...state, n, partials: { ...state.partials, [tick.stage]: tick.text } };
    case 'queue_position':
      return { ...state, n, view: state.view.status === 'queued' ? { ...state.view, position: tick.position } : state.view };
    case 'watchers':
      return { ...state, n, watchers: tick.count };
    case 'task_deleted':
      return { ...state, n, deleted: true };
    case 'error':
      return { ...state, n };
  }
}

function withProgress(view: TaskView, tick: Extract<Tick, { type: 'progress_update' }>): TaskView {
  if (isFinished(view.status)) return view;
  const stages = patchStage(view.stages, tick.stage, (stage) => ({
    ...stage,
    progress: Math.max(stage.progress, tick.progress),
    message: stage.status === 'running' ? tick.message : stage.message,
    elapsed_time: stage.status === 'running' ? tick.elapsed_time : stage.elapsed_time,
  }));
  return { ...view, stages, progress: Math.max(view.progress, tick.overall), eta_seconds: tick.eta_seconds ?? null };
}

function foldMilestone(state: TaskState, event: Milestone): TaskState {
  const view = { ...applyMilestone(state.view, event), seq: event.seq, attempt: event.attempt };
  return { ...state, view, n: 0, partials: remainingPartials(state.partials, view) };
}

function applyMilestone(view: TaskView, event: Milestone): TaskView {
  switch (event.type) {
    case 'task_queued':
      return { ...view, url: event.url, status: 'queued', position: event.position, created_at: event.timestamp };
    case 'stage_started':
      return {
        ...view, status: 'running', position: null, started_at: view.started_at ?? event.timestamp,
        stages: patchStage(view.stages, event.stage, (stage) => ({
          ...stage, status: 'running', progress: 0, message: null, started_at: event.timestamp, completed_at: null, elapsed_time: 0,
        })),
      };
    case 'stage_completed':
      return {
        ...withResult(view, event.result),
        stages: patchStage(view.stages, event.stage, (stage) => ({
          ...stage, status: 'completed', progress: 1, message: null, completed_at: event.timestamp, elapsed_time: event.elapsed_time,
        })),
      };
    case 'stage_skipped':
      return { ...view, stages: patchStage(view.stages, event.stage, (stage) => ended(stage, 'skipped', { message: event.reason, timestamp: event.timestamp })) };
    case 'stage_failed':
      return { ...view, stages: patchStage(view.stages, event.stage, (stage) => ended(stage, 'failed', { message: event.error, timestamp: event.timestamp })) };
    case 'task_completed':
      return { ...atRest(withResult(view, event.result), 'completed', event.timestamp), progress: 1 };
    case 'task_failed':
      return {
        ...atRest(view, 'failed', event.timestamp),
        error: { code: event.code, message: event.error, hint: event.hint, stage: event.stage, retryable: event.retryable, ...(event.retry_after === undefined ? {} : { retry_after: event.retry_after }) },
      };
    case 'task_cancelled':
      return {
        ...atRest(view, 'cancelled', event.timestamp),
        error: { code: 'cancelled', message: ERRORS.cancelled.message, hint: ERRORS.cancelled.hint, stage: event.stage, retryable: true },
      };
    case 'task_retried':
      return retried(view, { from: event.from_stage, redo: event.redo ?? [], message: event.message ?? null });
  }
}

function withResult(view: TaskView, part: PartialResult): TaskView {
  const omitted = [...new Set([...(view.result?.omitted ?? []), ...(part.omitted ?? [])])];
  const result = { ...joinParts(view.result ?? {}, part), ...(omitted.length > 0 ? { omitted } : {}) };
  return { ...view, result, video: part.video ?? view.video };
}

/** A run that ended: no stage is left running, and nothing remains that only ticks told. */
function atRest(view: TaskView, status: 'completed' | 'failed' | 'cancelled', timestamp: string): TaskView {
  const stages = view.stages.map((stage) => {
    if (stage.status === 'running') return ended(stage, 'skipped', { message: STOPPED[status], timestamp });
    // Why it was tried again says nothing once it is not.
    return stage.status === 'pending' ? { ...stage, message: null } : stage;
  });
  const done = stages.filter((stage) => stage.status === 'completed').length;
  return { ...view, status, stages, progress: done / STAGES.length, eta_seconds: null, position: null, completed_at: timestamp };
}

const STOPPED = { completed: 'Not needed', failed: 'Stopped', cancelled: 'Cancelled' } as const;

function ended(stage: StageView, status: 'skipped' | 'failed', { message, timestamp }: { message: string; timestamp: string }): StageView {
  const elapsed_time = stage.started_at === null ? null : secondsBetween(stage.started_at, timestamp);
  return { ...stage, status, message, progress: 0, completed_at: timestamp, elapsed_time };
}

function retried(view: TaskView, { from, redo, message }: { from: StageName; redo: readonly StageName[]; message: string | null }): TaskView {
  const stages = view.stages.map((stage) =>
    redo.includes(stage.name) || (stageIndex(stage.name) >= stageIndex(from) && stage.status !== 'completed')
      ? { ...stage, status: 'pending' as const, progress: 0, message: stage.name === from ? message : null, started_at: null, completed_at: null, elapsed_time: null }
      : stage,
  );
  const done = stages.filter((stage) => stage.status === 'completed').length;
  const result = redo.some((stage) => ANALYSIS_STAGES.includes(stage)) ? withoutAnalyst(view.result) : view.result;
  return { ...view, status: 'queued', stages, result, progress: done / STAGES.length, eta_seconds: null, position: null, error: null, completed_at: null };
}

/** What was said of the engine was said of parts that are made once more. */
function withoutAnalyst(result: PartialResult | null): PartialResult | null {
  if (result === null) return null;
  const { analyst: _, ...rest } = result;
  return rest;
}

function patchStage(stages: StageView[], name: StageName, patch: (stage: StageView) => StageView): StageView[] {
  return stages.map((stage) => (stage.name === name ? patch(stage) : stage));
}

function remainingPartials(partials: TaskState['partials'], view: TaskView): TaskState['partials'] {
  const open = Object.entries(partials).filter(([name]) => view.stages.some((stage) => stage.name === name && stage.status === 'running'));
  return Object.fromEntries(open);
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}
