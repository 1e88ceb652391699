import type { UserActor } from '#lib/auth/actor.ts';
import type { SocketHandlers, SocketPort } from '#lib/client/ports.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { Feed } from '#lib/realtime/feed.ts';
import { Gateway } from '#lib/realtime/gateway.ts';
import { Topics } from '#lib/realtime/topics.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import type { Bell, Ring } from '#lib/tasks/bell.ts';
import { ADA } from '../gateway-world.ts';
import type { Chance } from './chance.ts';
import { Wire } from './wire.ts';

type Deps = { clock: Clock; chance: Chance; feed: Feed; onTraffic: () => void; onWrong: (what: string) => void; onHealed: (milestones: number) => void };
/** Shares of the bell's words that are lost, told twice, or late and so out of order. */
export type BellFaults = { lost: number; doubled: number; late: number };

/** Milliseconds that a late word of the bell takes at most. */
const LATE_MS = 400;
/** Milliseconds that a handshake takes at most. */
const HANDSHAKE_MS = 150;
const RECONNECTS_A_SECOND = 50;

type Node = { bell: Bell; gateway: Gateway; topics: Topics };

/** The real gateway, in a process that can end in every way and start again. */
export class SimulatedServer {
  bellFaults: BellFaults = { lost: 0, doubled: 0, late: 0 };
  readonly wires = new Set<Wire>();
  #deps: Deps;
  #node: Node | null = null;
  #startAgain = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.start();
  }

  /** One that is still saying goodbye is followed by the next. */
  start(): void {
    if (this.#node) {
      this.#startAgain = this.#node.gateway.draining;
      return;
    }
    const { clock, feed } = this.#deps;
    const bell = localBell();
    const topics = new Topics({ feed, bell, clock, onHealed: this.#deps.onHealed });
    const gateway = new Gateway({
      topics, bell, clock, connections: null,
      auth: { authenticate: () => Promise.reject(new Failure('unauthorized')), revokedAmong: () => Promise.resolve(new Set()) },
      metrics: SILENT,
      commands: { charge: () => undefined, tasks: { submit: unasked, cancel: unasked, retry: unasked } },
    });
    this.#node = { bell, gateway, topics };
  }

  /** SIGTERM: everybody is sent away, then the process ends. */
  drain(): void {
    const node = this.#node;
    if (!node) return;
    void node.gateway.drain(RECONNECTS_A_SECOND);
    this.#deps.clock.after(500, () => this.#end(node));
  }

  /** SIGKILL. */
  kill(): void {
    if (this.#node) this.#end(this.#node);
  }

  ring(ring: Ring): void {
    const { chance, clock } = this.#deps;
    const { lost, doubled, late } = this.bellFaults;
    if (chance.happens(lost)) return;
    for (let times = chance.happens(doubled) ? 2 : 1; times > 0; times--) {
      if (!chance.happens(late)) this.#node?.bell.ring(ring);
      else clock.after(chance.whole(1, LATE_MS), () => this.#node?.bell.ring(ring));
    }
  }

  /** What a browser's `new WebSocket` does. `token` is when the credential runs out. */
  connect(client_id: string, handlers: SocketHandlers, token: number): SocketPort {
    const { clock, chance } = this.#deps;
    const wire = new Wire(this.#deps, handlers);
    this.wires.add(wire);
    clock.after(chance.whole(1, HANDSHAKE_MS), () => {
      const node = this.#node;
      if (!node || node.gateway.draining || token <= clock.now()) return wire.refuse();
      const actor: UserActor = { ...ADA, expires_at: token };
      wire.accepted(node.gateway.opened(wire.serverPort, { actor, client_id }));
    });
    return wire.clientPort;
  }

  /** Wires that have not ended at both ends. */
  live(): Wire[] {
    for (const wire of this.wires) if (wire.over) this.wires.delete(wire);
    return [...this.wires];
  }

  close(): void {
    this.kill();
  }

  #end(node: Node): void {
    if (this.#node === node) this.#node = null;
    for (const wire of this.wires) wire.orphan();
    node.gateway.close();
    if (this.#startAgain) {
      this.#startAgain = false;
      this.start();
    }
  }
}

const SILENT = {
  subscribed: () => undefined, written: () => undefined, opened: () => undefined, closed: () => undefined,
  refused: () => undefined, conflated: () => undefined, healed: () => undefined, painted: () => undefined,
};

function unasked(): Promise<never> {
  return Promise.reject(new Failure('conflict'));
}
