import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pendingStages, type StageView } from '#lib/protocol/task-view.ts';
import { layOnAxis } from './time-axis.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const iso = (second: number) => new Date(START + second * 1000).toISOString();
const ms = (second: number) => START + second * 1000;

/** Stages that ran from one second to another; null: not yet; no second number: still running. */
function stages(...times: ([number, number?] | null)[]): StageView[] {
  return pendingStages().map((stage, index) => {
    const time = times[index];
    if (!time) return stage;
    const [from, to] = time;
    return { ...stage, status: to === undefined ? 'running' as const : 'completed' as const, started_at: iso(from), completed_at: to === undefined ? null : iso(to) };
  });
}

describe('the axis of a timeline', () => {
  it('sets stages that ran side by side at the same place', () => {
    const spans = layOnAxis(stages([0, 2], [2, 6], [6, 10], [6, 8]), ms(10), 0);
    expect(spans.slice(0, 5)).toEqual([{ from: 0, to: 0.2 }, { from: 0.2, to: 0.6 }, { from: 0.6, to: 1 }, { from: 0.6, to: 0.8 }, null]);
  });

  it('ends running stages now, and leaves room for what is expected', () => {
    expect(layOnAxis(stages([0, 5], [5]), ms(10), 10)[1]).toEqual({ from: 0.25, to: 0.5 });
  });

  it('gives no room to times at which nothing ran', () => {
    const spans = layOnAxis(stages([0, 5], [86_400, 86_405]), ms(90_000), 0);
    expect(spans.slice(0, 2)).toEqual([{ from: 0, to: 0.5 }, { from: 0.5, to: 1 }]);
  });

  it('stays within the axis, in order, whatever the clocks say', () => {
    const time = fc.option(fc.tuple(fc.nat(1_000), fc.option(fc.integer({ min: -50, max: 1_000 }), { nil: undefined })));
    fc.assert(fc.property(fc.array(time, { maxLength: 7 }), fc.nat(2_000), fc.nat(100), (times, now, ahead) => {
      for (const span of layOnAxis(stages(...(times as ([number, number?] | null)[])), ms(now), ahead)) {
        if (!span) continue;
        expect(span.from).toBeGreaterThanOrEqual(0);
        expect(span.to).toBeGreaterThanOrEqual(span.from);
        expect(span.to).toBeLessThanOrEqual(1 + 1e-9);
      }
    }));
  });
});
