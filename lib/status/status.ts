import os from 'node:os';
import type { Registry } from 'prom-client';
import type { Db } from '#lib/db/client.ts';
import { isoNow, type Clock } from '#lib/platform/clock.ts';
import type { Env } from '#lib/platform/env.ts';
import type { Gateway } from '#lib/realtime/gateway.ts';
import type { Bell } from '#lib/tasks/bell.ts';
import { taskFigures } from '#lib/tasks/task-figures.ts';
import { concernsOf } from './concerns.ts';
import { readCounts, readTotal } from './read-metrics.ts';
import type { Figures, StatusReport, TaskFigures } from './report.ts';
import { Sampler } from './sampler.ts';

type Deps = { registry: Registry; gateway: Gateway; db: Db; bell: Bell; clock: Clock; env: Pick<Env, 'ROLE' | 'AUTH_MODE' | 'DATABASE'> };

/** How long the database may take before it counts as silent. Milliseconds. */
const PATIENCE_MS = 2_000;
/** However many look, the database is asked this often at most. Milliseconds. */
const TASKS_MS = 2_000;

export type Status = { report(): Promise<StatusReport>; stop(): void };

/** How this node is doing: the same figures as `/metrics`, those of the last minutes, and the tasks of all nodes. */
export function createStatus({ registry, gateway, db, bell, clock, env }: Deps): Status {
  const sampler = new Sampler({ registry, clock, connections: () => gateway.figures().connections });
  const tasks = createTaskLook(db, clock);
  return {
    stop: () => sampler.stop(),
    async report() {
      const figures: Figures = {
        server: {
          node: process.version, role: env.ROLE, mode: env.AUTH_MODE, database: env.DATABASE,
          bell: bell.reach(), draining: gateway.draining, now: isoNow(clock), uptime: process.uptime(),
        },
        load: gateway.figures(),
        process: { rss: process.memoryUsage.rss(), memory_limit: Math.min(process.constrainedMemory() || Infinity, os.totalmem()), ...sampler.newest },
        history: sampler.history,
        latency: { minutes: sampler.minutes, socket: await sampler.latency('socket'), pixel: await sampler.latency('pixel') },
        since_start: {
          conflated: await readTotal(registry, 'mindtube_ticks_conflated_total'),
          healed: await readTotal(registry, 'mindtube_milestones_healed_total'),
          subscriptions: await readCounts(registry, 'mindtube_subscriptions_started_total'),
          closes: await readCounts(registry, 'mindtube_connections_closed_total'),
          refusals: await readCounts(registry, 'mindtube_handshakes_refused_total'),
        },
        tasks: await tasks(),
      };
      return { ...figures, concerns: concernsOf(figures) };
    },
  };
}

/** @returns null where the database does not answer in time */
function createTaskLook(db: Db, clock: Clock): () => Promise<TaskFigures | null> {
  let last: { at: number; figures: Promise<TaskFigures | null> } | null = null;
  return () => {
    const now = clock.now();
    if (last === null || now - last.at >= TASKS_MS) {
      const { promise: late, resolve } = Promise.withResolvers<null>();
      const cancel = clock.after(PATIENCE_MS, () => resolve(null));
      last = { at: now, figures: Promise.race([taskFigures(db, now).catch(() => null), late]).finally(cancel) };
    }
    return last.figures;
  };
}
