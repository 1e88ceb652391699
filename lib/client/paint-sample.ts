import type { Clock } from './ports.ts';
import type { OnMilestone } from './task-stream.ts';

/** One milestone in so many is told of. */
const ONE_IN = 4;
/** And no more than one in this time: fewer than the bad messages that rule X1 bears, should the server not know the word. */
const EVERY_MS = 10_000;
/** A paint that took longer was kept up by sleep or a hidden page. */
const STALE_MS = 5_000;

export type PaintPorts = {
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  visible(): boolean;
  /** Runs `fn` once what has changed until now is on the screen. */
  afterPaint(fn: () => void): void;
};

/** Rule P1: tells of some milestones when they are on the screen. @param tell says so to the server */
export function samplePaints({ clock, random, visible, afterPaint }: PaintPorts, tell: OnMilestone): OnMilestone {
  let last = Number.NEGATIVE_INFINITY;
  return (task_id, seq) => {
    const now = clock.now();
    if (!visible() || now - last < EVERY_MS || random() * ONE_IN >= 1) return;
    last = now;
    afterPaint(() => {
      if (visible() && clock.now() - now < STALE_MS) tell(task_id, seq);
    });
  };
}
