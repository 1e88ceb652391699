import { setTimeout as pause } from 'node:timers/promises';
import { Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { Sampler } from './sampler.ts';

it('a loop that comes round in time is not said to be late by how often it is asked to', async () => {
  const registry = new Registry();
  for (const of of ['socket', 'pixel']) registry.registerMetric(new Histogram({ name: `mindtube_append_to_${of}_seconds`, help: of, registers: [] }));
  const clock = new ManualClock();
  const sampler = new Sampler({ registry, clock, connections: () => 0 });
  try {
    // Whatever else the machine does: one quiet moment is enough.
    await expect.poll(async () => {
      await pause(120);
      clock.advance(5_000);
      await pause(1);
      return sampler.newest.loop_p99_ms;
    }, { timeout: 10_000 }).toBeLessThan(9);
  } finally {
    sampler.stop();
  }
});
