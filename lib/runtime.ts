import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { analystOf, transcriberOf } from '#lib/engines.ts';
import { createPipeline } from '#lib/pipeline/pipeline.ts';
import { log } from '#lib/platform/log.ts';
import { createRegistry } from '#lib/platform/metrics.ts';
import { rateLimiter } from '#lib/platform/rate-limit.ts';
import { attachWs } from '#lib/realtime/attach-ws.ts';
import type { DoorPolicy } from '#lib/realtime/door-policy.ts';
import type { Feed } from '#lib/realtime/feed.ts';
import { Gateway } from '#lib/realtime/gateway.ts';
import { createHttpDoor } from '#lib/realtime/http-door.ts';
import { createGatewayMetrics } from '#lib/realtime/metrics.ts';
import { logFeed } from '#lib/realtime/log-feed.ts';
import { Topics } from '#lib/realtime/topics.ts';
import { limitOf } from '#lib/limits.ts';
import { provideStatus } from '#lib/resources.ts';
import type { Services } from '#lib/services.ts';
import { createStatus } from '#lib/status/status.ts';
import { removeLeftSound } from '#lib/speech/sound-folder.ts';
import { createSupervisor } from '#lib/tasks/supervisor.ts';
import { createWorker } from '#lib/tasks/worker.ts';
import { createSweeper } from '#lib/uploads/sweep.ts';

export type Runtime = {
  /** Begins to run tasks; a `web` process runs none. */
  work(): void;
  /** The first look at every HTTP request. */
  http(request: IncomingMessage, response: ServerResponse): void;
  /** Hangs the one upgrade door on a server. */
  attach(server: Server): void;
  /** Rule D1: no new connections; those that are open are sent away. */
  drain(): Promise<void>;
  /** Rule D2: running tasks go back to the queue. */
  stop(): Promise<void>;
};

type Next = {
  rest(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Takes the upgrades that are Next's own, in development. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
};

/**
 * The long-lived parts of a process, put together: worker, supervisor, gateway, front door.
 * @param feed what the gateway reads of the log
 */
export function startRuntime(services: Services, next: Next, feed: Feed = logFeed(services.db)): Runtime {
  const { env, db, bell, clock, auth, tasks } = services;
  const registry = createRegistry();
  const metrics = createGatewayMetrics(registry, () => gateway.figures());
  const topics = new Topics({ feed, bell, clock, onHealed: metrics.healed });
  const gateway = new Gateway({ topics, bell, clock, auth, metrics, commands: { tasks, charge: services.charge }, connections: limitOf(env, env.LIMIT_CONNECTIONS, 20) });
  const policy: DoorPolicy = { mode: env.AUTH_MODE, allowed_origins: env.ALLOWED_ORIGINS };
  const workers = createWorkers(services);
  const status = createStatus({ registry, gateway, db, bell, clock, env });
  provideStatus(status.report);
  const http = createHttpDoor({
    policy, auth, charge: services.charge, rest: next.rest,
    streams: { topics, clock, metrics, enter: (guest) => gateway.enter(guest), draining: () => gateway.draining, admits: (actor) => gateway.admits(actor, null) },
    events: (actor, id, after) => tasks.events(actor, id, after),
    media: services.openUpload,
    metrics: async () => ({ content_type: registry.contentType, body: await registry.metrics() }),
    ready: async () => !gateway.draining && (await answers(services)),
  });
  const handshake = { policy, auth, limiter: rateLimiter(), handshakes: limitOf(env, env.LIMIT_HANDSHAKES, 20) };
  return {
    http,
    work: () => workers.forEach((worker) => worker.start()),
    attach: (server) => attachWs(server, { gateway, metrics, handshake, ...(next.upgrade && { other: next.upgrade }) }),
    drain: () => gateway.drain(env.RECONNECT_RATE),
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
      gateway.close();
      status.stop();
    },
  };
}

/** How long a database may take before the server counts as not ready. Milliseconds. */
const READY_MS = 2_000;

async function answers({ db, clock }: Services): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.after(READY_MS, () => resolve(false));
  return Promise.race([db.user.findFirst({ select: { id: true } }).then(() => true, () => false), late]).finally(cancel);
}

/** What runs tasks in this process. */
function createWorkers(services: Services): { start(): void; stop(): Promise<void> }[] {
  const { env, db, bell, clock, sources, files, storage } = services;
  const sweeper = createSweeper({ db, storage, clock, log });
  if (env.ROLE === 'web') return [sweeper];
  const runJob = createPipeline({ sources, analyst: analystOf(env), transcriber: transcriberOf(env, files), clock });
  return [
    createWorker({ db, bell, clock, log, runJob, concurrency: env.CONCURRENCY, running: limitOf(env, env.LIMIT_RUNNING, 5) }),
    createSupervisor({ db, bell, clock, log }),
    sweeper,
    { start: () => void sweepSound(), stop: async () => undefined },
  ];
}

/** Sound that a killed process could not remove. */
async function sweepSound(): Promise<void> {
  try {
    const count = await removeLeftSound();
    if (count > 0) log.info({ count }, 'removed sound that an earlier process left');
  } catch (error) {
    log.warn({ err: error }, 'could not look for sound that an earlier process left');
  }
}
