import { SWEEP_MS, type Supervisor } from '#lib/tasks/supervisor.ts';
import type { ManualClock } from './manual-clock.ts';

/** Time passes, and a supervisor looks at its beginning and then as often as it does by itself. */
// oxlint-disable-next-line max-params -- whose time, who looks, how long
export async function watched(clock: ManualClock, supervisor: Supervisor, ms: number): Promise<void> {
  await supervisor.sweep();
  for (let left = ms; left > 0; left -= SWEEP_MS) {
    clock.advance(Math.min(left, SWEEP_MS));
    await supervisor.sweep();
  }
}
