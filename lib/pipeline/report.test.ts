import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TickDraft } from '#lib/protocol/events.ts';
import { STAGES, type StageName } from '#lib/protocol/stages.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { createReport } from './report.ts';
import { learnExpectations, shares } from './weights.ts';

type Update = Extract<TickDraft, { type: 'progress_update' }>;

async function setUp(past: Partial<Record<StageName, number[]>> = {}) {
  const clock = new ManualClock();
  const ticks: TickDraft[] = [];
  const expectations = await learnExpectations(async (stage) => past[stage] ?? []);
  const report = createReport({ clock, tick: (draft) => ticks.push(draft), expectations });
  const updates = (stage?: StageName) => ticks.filter((tick): tick is Update => tick.type === 'progress_update' && (stage === undefined || tick.stage === stage));
  return { clock, ticks, report, updates };
}

describe('progress', () => {
  it('[E2] never falls, and a stage goes from 0 to 1, whatever is reported', async () => {
    const step = fc.record({
      stage: fc.constantFrom('chapters' as const, 'summary' as const, 'key_ideas' as const),
      done: fc.oneof(fc.double(), fc.integer({ min: -5, max: 50 })), total: fc.oneof(fc.double(), fc.integer({ min: -5, max: 50 })), wait: fc.integer({ min: 0, max: 400 }),
    });
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { clock, report, updates } = await setUp();
      for (const stage of ['resolve', 'transcript'] as const) {
        report.begin(stage, 'go');
        report.finish(stage);
      }
      for (const stage of ['chapters', 'summary', 'key_ideas'] as const) report.begin(stage, 'go');
      for (const { stage, done, total, wait } of steps) {
        report.progress(stage, { done, total, message: 'on' });
        clock.advance(wait);
      }
      for (const stage of ['chapters', 'summary', 'key_ideas'] as const) report.finish(stage);
      for (const stage of ['mind_map', 'save'] as const) {
        report.begin(stage, 'go');
        report.finish(stage);
      }
      for (const stage of STAGES) {
        const seen = updates(stage).map(({ progress }) => progress);
        expect([seen[0], seen.at(-1)]).toEqual([0, 1]);
        expect(seen).toEqual(seen.toSorted((a, b) => a - b));
      }
      const overall = updates().map((tick) => tick.overall);
      expect(overall).toEqual(overall.toSorted((a, b) => a - b));
      expect([overall[0], overall.at(-1)]).toEqual([0, 1]);
    }), { numRuns: 300 });
  });

  it('goes out about five times a second for each stage, the newest always in the end', async () => {
    const { clock, report, updates } = await setUp();
    report.begin('transcript', 'go');
    for (let done = 0; done < 100; done++) {
      report.progress('transcript', { done, total: 100, message: `${done} of 100` });
      clock.advance(10);
    }
    clock.advance(200);
    expect(updates().length).toBeGreaterThanOrEqual(5);
    expect(updates().length).toBeLessThanOrEqual(7);
    expect(updates().at(-1)).toMatchObject({ message: '99 of 100', progress: 0.99 });
  });

  it('counts what an earlier attempt did, what failed and what was skipped', async () => {
    const { report, updates } = await setUp();
    for (const stage of STAGES.slice(0, 6)) report.leave(stage);
    report.begin('save', 'go');
    expect(updates()[0]?.overall).toBeGreaterThan(0.9);
    report.finish('save');
    expect(updates().at(-1)).toMatchObject({ progress: 1, overall: 1 });
  });

  it('[E2] does not fall when a stage of an earlier attempt must be run again', async () => {
    const { report, updates } = await setUp();
    for (const stage of STAGES.slice(0, 6)) report.leave(stage);
    report.begin('save', 'go');
    report.begin('summary', 'again');
    expect(updates('summary')[0]).toMatchObject({ progress: 0, overall: updates('save')[0]?.overall });
  });

  it('is silent for a stage that has not begun or is over', async () => {
    const { clock, ticks, report } = await setUp();
    report.progress('summary', { done: 1, total: 2, message: 'early' });
    report.partial('summary', 'early');
    report.begin('summary', 'go');
    report.progress('summary', { done: 1, total: 9, message: 'waits' });
    report.progress('summary', { done: 2, total: 9, message: 'waits too' });
    report.leave('summary');
    expect(clock.pending).toBe(0);
    report.progress('summary', { done: 2, total: 2, message: 'late' });
    report.partial('summary', 'late');
    clock.advance(1000);
    expect(ticks).toHaveLength(1);
  });

  it('says the newest again every five seconds while a stage has nothing new, for those who came in between', async () => {
    const { clock, report, ticks } = await setUp();
    report.begin('summary', 'Reading');
    report.partial('summary', 'So far');
    ticks.length = 0;
    clock.advance(10_500);
    expect(ticks.map(({ type }) => type)).toEqual(['progress_update', 'partial_result', 'progress_update', 'partial_result']);
    expect(ticks.slice(0, 2)).toMatchObject([{ message: 'Reading', progress: 0 }, { text: 'So far' }]);
    report.leave('summary');
    ticks.length = 0;
    clock.advance(10_000);
    expect(ticks).toEqual([]);
  });

  it('sends at most 4 KiB of a text, no character cut', async () => {
    const { ticks, report } = await setUp();
    report.begin('summary', 'go');
    report.partial('summary', '😀é'.repeat(2000));
    const tick = ticks.at(-1);
    const text = tick?.type === 'partial_result' ? tick.text : '';
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(4096);
    expect(text.isWellFormed() && text.endsWith('…') && text.length > 2000).toBe(true);
  });
});

describe('what past runs teach', () => {
  it('weighs stages by their median seconds, runs that took over nothing aside', async () => {
    const learned = shares(await learnExpectations(async (stage) => (stage === 'transcript' ? [0, 90, 100, 5000, 0] : [1])));
    expect(learned.transcript).toBeGreaterThan(0.9);
    expect(Object.values(learned).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
    expect(Math.min(...Object.values(learned))).toBeGreaterThan(0.005);
  });

  it('gives no time to the end where nothing is known', async () => {
    const { report, updates } = await setUp();
    report.begin('resolve', 'go');
    expect(updates()[0]).not.toHaveProperty('eta_seconds');
  });

  it('gives it from past runs, side by side stages once, and from a stage\'s own pace', async () => {
    const past = Object.fromEntries(STAGES.map((stage) => [stage, [10]]));
    const { clock, report, updates } = await setUp(past);
    report.begin('resolve', 'go');
    expect(updates()[0]?.eta_seconds).toBe(50);
    clock.advance(8000);
    report.progress('resolve', { done: 1, total: 4, message: 'slow' });
    expect(updates().at(-1)?.eta_seconds).toBe(64);
    report.finish('resolve');
    expect(updates().at(-1)?.eta_seconds).toBe(40);
  });

  it('falls silent about the end when a stage takes longer than it ever did', async () => {
    const { clock, report, updates } = await setUp(Object.fromEntries(STAGES.map((stage) => [stage, [10]])));
    report.begin('resolve', 'go');
    clock.advance(11_000);
    report.progress('resolve', { done: 0, total: 4, message: 'slow' });
    expect(updates().at(-1)).not.toHaveProperty('eta_seconds');
  });
});
