import type { StageView } from '#lib/protocol/task-view.ts';

/** Where a stage lies on the common axis, as fractions of its length. */
export type Span = { readonly from: number; readonly to: number };

type Interval = { start: number; end: number };

/**
 * Lays the stages of a task on one axis of time. Times at which nothing ran (in the queue, between a failure and its
 * retry) take no room, so the bars stay readable whatever lies between two attempts.
 * @param now milliseconds since the epoch: where running stages end
 * @param ahead seconds of work still expected, as empty room at the end
 * @returns a span per stage that has started, in the stages' order; null for the others
 */
export function layOnAxis(stages: readonly StageView[], now: number, ahead: number): (Span | null)[] {
  const intervals = stages.map((stage) => intervalOf(stage, now));
  const busy = merged(intervals.filter((interval) => interval !== null));
  const total = busy.reduce((sum, { start, end }) => sum + end - start, 0) + ahead * 1000;
  const place = (time: number) => {
    if (total <= 0) return 0;
    const before = busy.reduce((sum, { start, end }) => sum + Math.max(0, Math.min(time, end) - start), 0);
    return before / total;
  };
  return intervals.map((interval) => interval && { from: place(interval.start), to: place(interval.end) });
}

function intervalOf(stage: StageView, now: number): Interval | null {
  if (stage.started_at === null) return null;
  const start = Date.parse(stage.started_at);
  const end = stage.completed_at === null ? now : Date.parse(stage.completed_at);
  return { start, end: Math.max(start, end) };
}

function merged(intervals: Interval[]): Interval[] {
  const out: Interval[] = [];
  for (const interval of intervals.toSorted((one, other) => one.start - other.start)) {
    const last = out.at(-1);
    if (last && interval.start <= last.end) last.end = Math.max(last.end, interval.end);
    else out.push({ ...interval });
  }
  return out;
}
