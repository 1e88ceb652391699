import type { Milestone, Tick } from '#lib/protocol/events.ts';
import { fold, stateOf } from '#lib/protocol/fold.ts';
import { STAGES, type StageName } from '#lib/protocol/stages.ts';
import { blankView, type TaskView } from '#lib/protocol/task-view.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');

/** A second of the test's day, as a timestamp. */
export const at = (second: number): string => new Date(START + second * 1000).toISOString();

/** The log of a run in which all goes well, `task_queued` to `task_completed`. */
export function wholeLog(id: string): Milestone[] {
  const log: Milestone[] = [{ type: 'task_queued', task_id: id, seq: 1, attempt: 1, timestamp: at(1), url: 'https://example.org/v', position: 2 }];
  const base = () => ({ task_id: id, seq: log.length + 1, attempt: 1, timestamp: at(log.length + 1) });
  for (const [stage_index, stage] of STAGES.entries()) {
    log.push({ type: 'stage_started', ...base(), stage, stage_index, stage_count: STAGES.length });
    log.push({ type: 'stage_completed', ...base(), stage, result: stage === 'summary' ? { summary: { short: 'S', paragraphs: [] } } : {}, elapsed_time: 1 });
  }
  log.push({ type: 'task_completed', ...base(), result: { omitted: ['transcript'] } });
  return log;
}

/** The task after the first `seq` milestones of a log. */
export function viewAt(log: readonly Milestone[], seq: number): TaskView {
  return log.slice(0, seq).reduce(fold, stateOf(blankView(log[0]?.task_id ?? 't', at(0)))).view;
}

type TickPlace = { task_id: string; seq: number; n: number };

export function progressTick(place: TickPlace, fields: { stage?: StageName; overall?: number; message?: string } = {}): Tick {
  const { stage = 'resolve', overall = 0.1, message = 'at it' } = fields;
  return { type: 'progress_update', ...place, attempt: 1, timestamp: at(place.seq), stage, progress: overall, overall, message, elapsed_time: 1 };
}
