import { log as logger } from '#lib/platform/log.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { MemoryLog } from '#lib/testing/memory-log.ts';
import { taskWorld } from '#lib/testing/task-world.ts';
import { watched } from '#lib/testing/watched-time.ts';
import { append } from './event-log.ts';
import { logContract } from './log.contract.ts';
import { claimNext, heartbeat } from './queue.ts';
import { createSupervisor } from './supervisor.ts';

logContract('on a database', async () => {
  const world = await taskWorld();
  const { db, bell, clock } = world;
  const deps = { db, bell, clock };
  const supervisor = createSupervisor({ ...deps, log: logger });
  let count = 0;
  return {
    // Each a moment later than the one before: order of arrival goes by the clock.
    submit: async () => (clock.advance(1), (await world.service.submit(world.actor, { url: `https://example.org/${count++}` })).view.id),
    claim: () => claimNext({ db, clock, running: null }),
    append: async (holder, draft) => void (await append(deps, holder, { draft })),
    heartbeat: async ({ claim_token }) => (await heartbeat(deps, [claim_token])).has(claim_token),
    wait: (ms) => watched(clock, supervisor, ms),
    log: (task_id) => world.log(task_id),
    close: () => world.close(),
  };
});

logContract('in memory', async () => {
  const clock = new ManualClock();
  const memory = new MemoryLog(clock, { ring: () => undefined });
  let count = 0;
  return {
    submit: async () => {
      const id = `t${count++}`;
      memory.submit(id);
      return id;
    },
    claim: async () => memory.claim(),
    append: async (holder, draft) => void memory.append(holder, draft),
    heartbeat: async (claim) => memory.heartbeat(claim),
    wait: async (ms) => {
      clock.advance(ms);
      memory.sweep();
    },
    log: async (task_id) => memory.milestones(task_id),
    close: async () => undefined,
  };
});
