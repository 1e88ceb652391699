import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLog, withTicks } from '#lib/testing/any-log.ts';
import type { Milestone, TaskEvent, Tick } from './events.ts';
import { fold, place, stateOf, type TaskState } from './fold.ts';
import { STAGES } from './stages.ts';
import { blankView, zTaskView } from './task-view.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const at = (second: number) => new Date(START + second * 1000).toISOString();
const base = (seq: number, attempt = 1) => ({ task_id: 't1', seq, attempt, timestamp: at(seq) });
const blank = () => stateOf(blankView('t1', at(0)));

/** The log of one run: how it goes is drawn by the property. */
function logOf(ending: 'completed' | 'failed' | 'cancelled' | 'retried'): Milestone[] {
  const log: Milestone[] = [{ type: 'task_queued', ...base(1), url: 'https://example.org/v', position: 2 }];
  const push = (draft: (seq: number) => Milestone) => log.push(draft(log.length + 1));
  for (const [stage_index, stage] of STAGES.entries()) {
    push((seq) => ({ type: 'stage_started', ...base(seq), stage, stage_index, stage_count: STAGES.length }));
    if (stage === 'mind_map' && ending !== 'completed') break;
    push((seq) => ({ type: 'stage_completed', ...base(seq), stage, result: stage === 'summary' ? { summary: { short: 'S', paragraphs: [] } } : {}, elapsed_time: 1 }));
  }
  if (ending === 'completed') push((seq) => ({ type: 'task_completed', ...base(seq), result: { omitted: ['transcript'] } }));
  if (ending === 'cancelled') push((seq) => ({ type: 'task_cancelled', ...base(seq), stage: 'mind_map' }));
  if (ending === 'failed' || ending === 'retried') {
    push((seq) => ({ type: 'stage_failed', ...base(seq), stage: 'mind_map', code: 'internal', error: 'broke', retryable: true }));
    push((seq) => ({ type: 'task_failed', ...base(seq), stage: 'mind_map', code: 'internal', error: 'broke', retryable: true, hint: 'again' }));
  }
  if (ending === 'retried') push((seq) => ({ type: 'task_retried', ...base(seq, 2), from_stage: 'mind_map', reason: 'asked' }));
  return log;
}

const progress = (seq: number, n: number, overall = 0.5): Tick => ({
  type: 'progress_update', ...base(seq), n, stage: 'resolve', progress: overall, overall, message: 'half', elapsed_time: 1, eta_seconds: 9,
});
const ending = fc.constantFrom('completed' as const, 'failed' as const, 'cancelled' as const, 'retried' as const);
const foldAll = (events: TaskEvent[]): TaskState => events.reduce(fold, blank());

describe('fold', () => {
  it('[E1] gives a valid view after every milestone, with the seq of the newest', () => {
    fc.assert(fc.property(ending, (how) => {
      let state = blank();
      for (const event of logOf(how)) {
        state = fold(state, event);
        expect(state.view.seq).toBe(event.seq);
        expect(zTaskView.safeParse(state.view).error).toBeUndefined();
      }
      expect(state.view.status).toBe(how === 'retried' ? 'queued' : how);
    }));
  });

  it('[E3] renders duplicates and late arrivals exactly once', () => {
    fc.assert(fc.property(ending, fc.array(fc.nat(100), { maxLength: 60 }), (how, echoes) => {
      const log = logOf(how);
      const noisy = log.flatMap((event, index) => [event, ...echoes.filter((echo) => echo % log.length === index).map((echo) => log[echo % (index + 1)] ?? event)]);
      expect(foldAll(noisy)).toEqual(foldAll(log));
    }));
  });

  it('[E3] gives the same for any log, shuffled and doubled, as in order: what is ahead is asked for, what is behind is dropped', () => {
    fc.assert(fc.property(anyLog, fc.boolean(), fc.array(fc.nat(10_000), { maxLength: 150 }), (log, deleted, deliveries) => {
      const live = withTicks(log, { deleted });
      const seen: number[] = [];
      const ask = (state: TaskState) => log.slice(state.view.seq).reduce(take, { ...state, n: 0 });
      const take = (state: TaskState, event: TaskEvent): TaskState => {
        if (place(state, event) === 'gap') return ask(state);
        const next = fold(state, event);
        if (next.view.seq > state.view.seq) seen.push(event.seq);
        return next;
      };
      const heard = deliveries.flatMap((index) => live[index % live.length] ?? []).reduce(take, blank());
      // A bookmark tells of what came last; then the newest ticks are sent.
      const newest = live.slice(live.findLastIndex((event) => !('n' in event)) + 1);
      const ended = newest.reduce(take, ask(heard));
      const inOrder = live.reduce(fold, blank());
      // Between two stages of a run no tick is on its way: how far it was is told again by the next.
      const between = inOrder.view.completed_at === null && !inOrder.view.stages.some(({ status }) => status === 'running');
      const unlessBetween = (state: TaskState) => (between ? { ...state, view: { ...state.view, progress: null } } : state);
      expect(unlessBetween(ended)).toEqual(unlessBetween(inOrder));
      expect(ended.deleted).toBe(deleted);
      expect(seen).toEqual(log.map(({ seq }) => seq));
    }));
  });

  it('[E3] drops a tick that is not newer than its own, and says gap for what is ahead', () => {
    const [queued, started] = logOf('completed') as [Milestone, Milestone];
    const state = [queued, started, progress(2, 5)].reduce(fold, blank());
    expect(fold(state, progress(2, 5, 0.9))).toBe(state);
    expect(fold(state, progress(1, 9, 0.9))).toBe(state);
    expect(place(state, progress(3, 1))).toBe('gap');
    expect(place(state, { ...started, seq: 4 })).toBe('gap');
    expect(fold(state, { ...started, seq: 4 })).toBe(state);
    expect(fold(state, progress(2, 6, 0.9)).view.progress).toBe(0.9);
  });

  it('[E2] never lets progress fall within an attempt', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2 }), (values) => {
      let state = logOf('completed').slice(0, 2).reduce(fold, blank());
      for (const [index, value] of values.entries()) {
        const next = fold(state, progress(2, index + 1, value));
        expect(next.view.progress).toBeGreaterThanOrEqual(state.view.progress);
        expect(next.view.stages[0]?.progress).toBeGreaterThanOrEqual(state.view.stages[0]?.progress ?? 0);
        state = next;
      }
    }));
  });

  it('depends on milestones alone once a run has ended, whatever ticks were seen', () => {
    for (const how of ['completed', 'failed', 'cancelled'] as const) {
      const log = logOf(how);
      const withTicks = log.flatMap((event) => [event, progress(event.seq, 1, 0.7), progress(event.seq, 2, 0.8)]);
      expect(foldAll(withTicks).view).toEqual(foldAll(log).view);
    }
  });

  it('goes back to the first stage that is not done on a retry, and keeps what is', () => {
    const { view } = foldAll(logOf('retried'));
    expect(view.attempt).toBe(2);
    expect(view.error).toBeNull();
    expect(view.result?.summary?.short).toBe('S');
    expect(view.stages.map((stage) => stage.status)).toEqual(['completed', 'completed', 'completed', 'completed', 'completed', 'pending', 'pending']);
  });

  it('keeps text being written until its stage ends, counts watchers, and hears of a deletion', () => {
    const log = logOf('completed').slice(0, 2);
    const ticks: Tick[] = [
      { type: 'partial_result', ...base(2), n: 1, stage: 'resolve', text: 'so far' },
      { type: 'watchers', ...base(2), n: 2, count: 3 },
      { type: 'error', ...base(2), n: 3, stage: 'resolve', error: 'x', message: 'x', code: 'internal' },
      { type: 'task_deleted', ...base(2), n: 4 },
    ];
    const state = ticks.reduce(fold, foldAll(log));
    expect(state).toMatchObject({ partials: { resolve: 'so far' }, watchers: 3, deleted: true, n: 4 });
    const after = fold(state, { type: 'stage_completed', ...base(3), stage: 'resolve', result: {}, elapsed_time: 1 });
    expect(after.partials).toEqual({});
  });

  it('shows the place in the queue only while waiting', () => {
    const tick = (seq: number): Tick => ({ type: 'queue_position', ...base(seq), n: 1, position: 1 });
    const [queued, started] = logOf('completed') as [Milestone, Milestone];
    expect(foldAll([queued]).view.position).toBe(2);
    expect(foldAll([queued, tick(1)]).view.position).toBe(1);
    expect(foldAll([queued, started, tick(2)]).view.position).toBeNull();
  });

  it('stops every running stage when the run ends, and says why a stage was skipped', () => {
    const { view } = foldAll(logOf('cancelled'));
    expect(view.stages[5]).toMatchObject({ status: 'skipped', message: 'Cancelled' });
    const skipped = fold(foldAll(logOf('completed').slice(0, 1)), { type: 'stage_skipped', ...base(2), stage: 'mind_map', reason: 'nothing to draw' });
    expect(skipped.view.stages[5]).toMatchObject({ status: 'skipped', message: 'nothing to draw' });
  });
});
