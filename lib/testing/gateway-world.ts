import type { Actor, UserActor } from '#lib/auth/actor.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { Milestone, MilestoneDraft, TickDraft } from '#lib/protocol/events.ts';
import type { Feed } from '#lib/realtime/feed.ts';
import { Gateway } from '#lib/realtime/gateway.ts';
import type { Handler } from '#lib/realtime/socket.ts';
import { Topics } from '#lib/realtime/topics.ts';
import { writesWait } from '#lib/realtime/turn.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import { FakeSocket } from './fake-socket.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryLog } from './memory-log.ts';

export const ADA: UserActor = { kind: 'user', identity: 'user:ada', user_id: 'ada', role: 'member', via: 'token', credential_id: 'token-1', expires_at: null };

export const viewer = (task_id: string): Actor => ({ kind: 'viewer', identity: 'share:s1', task_id, credential_id: 's1', expires_at: null });

export type GatewayWorld = ReturnType<typeof gatewayWorld>;
export type Peer = { socket: FakeSocket; handler: Handler; say(command: object): Promise<void> };

/** A gateway over a log in memory, with a clock and a bell that the test holds. */
export function gatewayWorld(options: { connections?: number | null; charge?: () => void } = {}) {
  const clock = new ManualClock();
  const bell = localBell();
  let silent = false;
  const log = new MemoryLog(clock, { ring: (ring) => { if (!silent) bell.ring(ring); } });
  const viewOf = (id: string) => log.view(id);
  const reads = { live: 0, after: 0 };
  const revoked = new Set<string>();
  const counts = { conflated: 0, healed: 0, refused: [] as string[], closed: [] as number[], subscribed: [] as string[], painted: [] as number[] };
  const whole = log.feed((value) => Promise.resolve(value));
  const feed: Feed = {
    ...whole,
    readLive: (id) => {
      reads.live += 1;
      return whole.readLive(id);
    },
    readAfter: (id, after, limit) => {
      reads.after += 1;
      return whole.readAfter(id, after, limit);
    },
  };
  const topics = new Topics({ feed, bell, clock, onHealed: (milestones) => { counts.healed += milestones; } });
  const gateway = new Gateway({
    topics, bell, clock, connections: options.connections ?? null,
    auth: {
      authenticate: ({ authorization }) => (authorization === 'Bearer fresh' ? Promise.resolve({ ...ADA, expires_at: clock.now() + 600_000 }) : Promise.reject(new Failure('unauthorized'))),
      revokedAmong: (actors) => Promise.resolve(new Set(actors.flatMap(({ credential_id }) => (credential_id !== null && revoked.has(credential_id) ? [credential_id] : [])))),
    },
    metrics: { painted: (seconds) => counts.painted.push(seconds), subscribed: (kind) => counts.subscribed.push(kind), written: () => undefined, opened: () => undefined, closed: (code) => counts.closed.push(code), refused: (reason) => counts.refused.push(reason), conflated: (count) => { counts.conflated += count; }, healed: () => undefined },
    commands: {
      charge: options.charge ?? (() => undefined),
      tasks: {
        submit: async (_actor, { url }) => ({ view: { ...viewOf(start('new', url)), url }, created: true }),
        cancel: (_actor, id) => (log.ids.includes(id) ? Promise.resolve(viewOf(id)) : Promise.reject(new Failure('task_not_found'))),
        retry: () => Promise.reject(new Failure('conflict')),
      },
    },
  });

  /** Appends to a task's log; `silent` loses the ring. */
  function append(id: string, draft: MilestoneDraft, lost: { silent?: boolean } = {}): Milestone {
    silent = lost.silent ?? false;
    const event = log.append({ task_id: id }, draft);
    silent = false;
    return event;
  }

  function start(id: string, url?: string): string {
    log.submit(id, url);
    return id;
  }

  const tick = (task_id: string, draft: TickDraft) => bell.ring({ kind: 'tick', task_id, attempt: 1, draft });

  function connect(client_id = 'tab', actor: Actor = ADA, { cursors = false } = {}): Peer {
    const socket = new FakeSocket();
    const handler = gateway.opened(socket, { actor, client_id, cursors });
    const say = async (command: object) => {
      handler.message(JSON.stringify(command));
      await settle();
    };
    return { socket, handler, say };
  }

  return { clock, bell, gateway, topics, log, reads, revoked, counts, append, start, tick, connect, viewOf };
}

/** Lets everything that is ready happen: promises, then what leaves at the end of the turn. */
export async function settle(): Promise<void> {
  do {
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  } while (writesWait());
}

export const progress = (overall: number, message = 'working'): TickDraft => ({ type: 'progress_update', stage: 'resolve', progress: overall, overall, message, elapsed_time: 1 });

export const skipped = (reason: string): MilestoneDraft => ({ type: 'stage_skipped', stage: 'resolve', reason });
