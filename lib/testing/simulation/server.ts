import type { SocketHandlers, SocketPort } from '#lib/client/ports.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { Feed } from '#lib/realtime/feed.ts';
import { Gateway } from '#lib/realtime/gateway.ts';
import { Topics } from '#lib/realtime/topics.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import type { Ring } from '#lib/tasks/bell.ts';
import type { Credential } from './credential.ts';
import { actorOf, Door, SILENT, type DoorPorts, type Node } from './door.ts';
import { Exchange, type Held } from './exchange.ts';
import { Wire, type Wires } from './wire.ts';

type Deps = Wires & DoorPorts & { feed: Feed; onHealed(milestones: number): void };

/** Milliseconds that a handshake takes at most. */
const HANDSHAKE_MS = 150;
const RECONNECTS_A_SECOND = 50;

type Call = { credential: Credential; /** The system tells of a connection that is half open. */ told?: boolean; held?: Held };

/** The real gateway, in a process that can end in every way and start again. */
export class SimulatedServer {
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
    const { feed } = this.#deps;
    // The timers of a process end with it.
    const clock: Clock = { now: () => this.#deps.clock.now(), after: (ms, fn) => this.#deps.clock.after(ms, () => { if (this.#node === node) fn(); }) };
    const bell = localBell();
    const topics = new Topics({ feed, bell, clock, onHealed: this.#deps.onHealed });
    const gateway = new Gateway({
      topics, bell, clock, connections: null,
      auth: { authenticate: () => Promise.reject(new Failure('unauthorized')), revokedAmong: () => Promise.resolve(new Set()) },
      metrics: SILENT,
      commands: { charge: () => undefined, tasks: { submit: unasked, cancel: unasked, retry: unasked } },
    });
    const node = { bell, gateway, topics, clock };
    this.#node = node;
  }

  /** SIGTERM: everybody is sent away, then the process ends. */
  drain(): void {
    const node = this.#node;
    if (!node) return;
    void node.gateway.drain(RECONNECTS_A_SECOND);
    node.clock.after(500, () => {
      for (const wire of this.wires) if (wire.taken && !wire.gone) this.#deps.onWrong('a server that ended in peace said no goodbye to somebody');
      this.#end(node);
    });
  }

  /** SIGKILL. */
  kill(): void {
    if (this.#node) this.#end(this.#node);
  }

  ring(ring: Ring): void {
    this.#node?.bell.ring(ring);
  }

  /** What a browser's `new WebSocket` does. @param passes whether the network lets it through */
  connect(client_id: string, handlers: SocketHandlers, { credential, passes }: { credential: Credential; passes: boolean }): SocketPort {
    const wire = new Wire(this.#deps, handlers);
    this.#arrive(wire, (node) => {
      if (node.gateway.draining || !passes || !credential.good) return wire.refuse();
      wire.accepted(node.gateway.opened(wire.serverPort, { actor: actorOf(credential), client_id }));
    });
    return wire.clientPort;
  }

  /** What a browser's `fetch` does. */
  fetch(url: string, { headers, signal }: RequestInit = {}, { credential, told = false, held }: Call): Promise<Response> {
    const exchange = new Exchange(this.#deps, { signal, ...(held && { held }) });
    exchange.wire.told = told;
    this.#arrive(exchange.wire, (node) => void new Door(node, this.#deps).answer(exchange, { url: new URL(url, 'http://localhost'), headers: new Headers(headers), credential }));
    return exchange.response;
  }

  /** Wires that have not ended at both ends. */
  live(): Wire[] {
    for (const wire of this.wires) if (wire.over) this.wires.delete(wire);
    return [...this.wires];
  }

  #arrive(wire: Wire, take: (node: Node) => void): void {
    const { clock, chance } = this.#deps;
    this.wires.add(wire);
    clock.after(chance.whole(1, HANDSHAKE_MS), () => (this.#node ? take(this.#node) : wire.refuse()));
  }

  #end(node: Node): void {
    if (this.#node === node) this.#node = null;
    for (const wire of this.wires) wire.refuse();
    node.gateway.close();
    if (this.#startAgain) {
      this.#startAgain = false;
      this.start();
    }
  }
}

function unasked(): Promise<never> {
  return Promise.reject(new Failure('conflict'));
}
