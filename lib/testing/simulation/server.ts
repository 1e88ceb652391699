import type { UserActor } from '#lib/auth/actor.ts';
import type { SocketHandlers, SocketPort } from '#lib/client/ports.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import type { Feed } from '#lib/realtime/feed.ts';
import { Gateway } from '#lib/realtime/gateway.ts';
import { EventStream, type StreamSink } from '#lib/realtime/sse.ts';
import { topicFor } from '#lib/realtime/topic-for.ts';
import { Topics } from '#lib/realtime/topics.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import type { Bell, Ring } from '#lib/tasks/bell.ts';
import { ADA } from '../gateway-world.ts';
import type { Credential } from './credential.ts';
import { Exchange, type Held } from './exchange.ts';
import { Wire, type Wires } from './wire.ts';

/** What `GET /api/v1/tasks/{id}` reads. @throws Failure `task_not_found` */
export type ReadView = (id: string) => Promise<TaskView>;

type Deps = Wires & {
  feed: Feed;
  view: ReadView;
  onHealed(milestones: number): void;
  /** What an event stream is written to in the place of its wire. */
  sink(wire: StreamSink): StreamSink;
};
/** Shares of the bell's words that are lost, told twice, or late and so out of order. */
export type BellFaults = { lost: number; doubled: number; late: number };

/** Milliseconds that a late word of the bell takes at most. */
const LATE_MS = 400;
/** Milliseconds that a handshake takes at most. */
const HANDSHAKE_MS = 150;
const RECONNECTS_A_SECOND = 50;

type Node = { bell: Bell; gateway: Gateway; topics: Topics; clock: Clock };
type Call = { credential: Credential; /** The system tells of a connection that is half open. */ told?: boolean; held?: Held };

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
    const { chance, clock } = this.#deps;
    const { lost, doubled, late } = this.bellFaults;
    if (chance.happens(lost)) return;
    for (let times = chance.happens(doubled) ? 2 : 1; times > 0; times--) {
      if (!chance.happens(late)) this.#node?.bell.ring(ring);
      else clock.after(chance.whole(1, LATE_MS), () => this.#node?.bell.ring(ring));
    }
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
    this.#arrive(exchange.wire, (node) => void this.#answer(node, exchange, { url: new URL(url, 'http://localhost'), headers: new Headers(headers), credential }));
    return exchange.response;
  }

  /** Wires that have not ended at both ends. */
  live(): Wire[] {
    for (const wire of this.wires) if (wire.over) this.wires.delete(wire);
    return [...this.wires];
  }

  close(): void {
    this.kill();
  }

  #arrive(wire: Wire, take: (node: Node) => void): void {
    const { clock, chance } = this.#deps;
    this.wires.add(wire);
    clock.after(chance.whole(1, HANDSHAKE_MS), () => (this.#node ? take(this.#node) : wire.refuse()));
  }

  async #answer(node: Node, exchange: Exchange, { url, headers, credential }: { url: URL; headers: Headers; credential: Credential }): Promise<void> {
    const [, , , , id = '', events] = url.pathname.split('/');
    if (id === '') return exchange.json('ok');
    if (!credential.good) return exchange.fail('unauthorized');
    try {
      if (!events) return exchange.json(await this.#deps.view(id));
      await this.#stream(node, exchange, { id, after: Number(headers.get('last-event-id') ?? url.searchParams.get('after') ?? 0), actor: actorOf(credential) });
    } catch (thrown) {
      exchange.fail(asFailure(thrown).code);
    }
  }

  /** As the door does it. */
  async #stream({ gateway, topics, clock }: Node, exchange: Exchange, { id, after, actor }: { id: string; after: number; actor: UserActor }): Promise<void> {
    const topic = await topicFor(topics, id, { actor, after });
    const { wire } = exchange;
    if (gateway.draining) return exchange.json('restarting, come back', 503);
    if (wire.gone) return;
    exchange.begin();
    wire.order.begin(topic, after);
    const stream = new EventStream(this.#deps.sink(wire.sink), { topic, actor }, { clock, enter: (guest) => gateway.enter(guest), metrics: SILENT });
    wire.accepted({ drained: () => stream.drained(), closed: () => stream.left() });
    await stream.start(after);
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

function actorOf({ expires_at }: Credential): UserActor {
  return { ...ADA, expires_at };
}

const SILENT = {
  subscribed: () => undefined, written: () => undefined, opened: () => undefined, closed: () => undefined,
  refused: () => undefined, conflated: () => undefined, healed: () => undefined, painted: () => undefined,
};

function unasked(): Promise<never> {
  return Promise.reject(new Failure('conflict'));
}
