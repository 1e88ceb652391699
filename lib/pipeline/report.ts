import { every, type Clock } from '#lib/platform/clock.ts';
import type { TickDraft } from '#lib/protocol/events.ts';
import { STAGES, type StageName } from '#lib/protocol/stages.ts';
import { etaSeconds } from './eta.ts';
import { atMostBytes } from './partial-text.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { shares, type Expectations } from './weights.ts';

/** Five ticks a second for each stage and kind. */
const TICK_MS = 200;
/** Who came while a stage had nothing new to tell hears its newest ticks after this long. */
const AGAIN_MS = 5000;
const PARTIAL_BYTES = 4096;

type Entry = { progress: number; message: string; started: number | null; ended: number | null; ticks: Throttle; texts: Throttle; /** Tells the text so far; null before there is one. */ write: (() => void) | null; hush: () => void };

/** Units done of a stage → ticks (rule E2): nothing falls, a stage's first tick is 0 and its last is 1. */
export type Report = {
  begin(stage: StageName, message: string): void;
  progress(stage: StageName, units: { done: number; total: number; message: string }): void;
  partial(stage: StageName, text: string): void;
  /** The last tick of a stage that completed. */
  finish(stage: StageName): void;
  /** A stage that is over without a tick: done in an earlier attempt, failed or skipped. */
  leave(stage: StageName): void;
  /** Seconds since the stage began. */
  elapsed(stage: StageName): number;
};

export function createReport(deps: { clock: Clock; tick: (draft: TickDraft) => void; expectations: Expectations }): Report {
  const { clock, tick, expectations } = deps;
  const share = shares(expectations);
  const blank = (): Entry => ({ progress: 0, message: '', started: null, ended: null, ticks: createThrottle(clock, TICK_MS), texts: createThrottle(clock, TICK_MS), write: null, hush: () => {} });
  const entries = Object.fromEntries(STAGES.map((stage) => [stage, blank()])) as Record<StageName, Entry>;
  let overall = 0;

  const elapsed = (stage: StageName) => {
    const { started, ended } = entries[stage];
    return started === null ? 0 : Math.max(0, (ended ?? clock.now()) - started) / 1000;
  };

  const send = (stage: StageName) => {
    const done = STAGES.reduce((sum, name) => sum + share[name] * entries[name].progress, 0);
    const allOver = STAGES.every((name) => entries[name].progress === 1);
    overall = allOver ? 1 : Math.max(overall, Math.min(1, done));
    const eta_seconds = eta();
    const { progress, message } = entries[stage];
    tick({ type: 'progress_update', stage, progress, overall, message, elapsed_time: elapsed(stage), ...(eta_seconds === undefined ? {} : { eta_seconds }) });
  };

  const eta = () => {
    const states = STAGES.map((name) => {
      const { started, ended, progress } = entries[name];
      return [name, { progress, elapsed: started === null ? null : elapsed(name), over: ended !== null }] as const;
    });
    return etaSeconds(Object.fromEntries(states) as Parameters<typeof etaSeconds>[0], expectations);
  };

  const close = (stage: StageName) => {
    const entry = entries[stage];
    entry.ticks.stop();
    entry.texts.stop();
    entry.hush();
    Object.assign(entry, { progress: 1, ended: clock.now() });
  };

  return {
    elapsed,
    begin(stage, message) {
      const entry: Entry = { ...blank(), message, started: clock.now() };
      entries[stage] = entry;
      entry.ticks.now(() => send(stage));
      entry.hush = every(clock, AGAIN_MS, () => {
        entry.ticks.soon(() => send(stage));
        if (entry.write !== null) entry.texts.soon(entry.write);
      });
    },
    progress(stage, { done, total, message }) {
      const entry = entries[stage];
      if (entry.started === null || entry.ended !== null) return;
      const fraction = total > 0 ? Math.min(1, done / total) : 0;
      if (fraction > entry.progress) entry.progress = fraction;
      entry.message = message;
      entry.ticks.soon(() => send(stage));
    },
    partial(stage, text) {
      const entry = entries[stage];
      if (entry.started === null || entry.ended !== null) return;
      entry.write = () => tick({ type: 'partial_result', stage, text: atMostBytes(text, PARTIAL_BYTES) });
      entry.texts.soon(entry.write);
    },
    finish(stage) {
      close(stage);
      entries[stage].message = 'Done';
      send(stage);
    },
    leave: close,
  };
}
