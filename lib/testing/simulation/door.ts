import type { UserActor } from '#lib/auth/actor.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import type { Gateway } from '#lib/realtime/gateway.ts';
import { EventStream, type StreamSink } from '#lib/realtime/sse.ts';
import { topicFor } from '#lib/realtime/topic-for.ts';
import type { Topics } from '#lib/realtime/topics.ts';
import type { Bell } from '#lib/tasks/bell.ts';
import { ADA } from '../gateway-world.ts';
import type { Credential } from './credential.ts';
import type { Exchange } from './exchange.ts';

/** One process of a server while it lasts. */
export type Node = { bell: Bell; gateway: Gateway; topics: Topics; clock: Clock };

/** What `GET /api/v1/tasks/{id}` reads. @throws Failure `task_not_found` */
export type ReadView = (id: string) => Promise<TaskView>;

export type DoorPorts = {
  view: ReadView;
  /** What an event stream is written to in the place of its wire. */
  sink(wire: StreamSink): StreamSink;
};

type Request = { url: URL; headers: Headers; credential: Credential };

export const SILENT = {
  subscribed: () => undefined, written: () => undefined, opened: () => undefined, closed: () => undefined,
  refused: () => undefined, conflated: () => undefined, healed: () => undefined, painted: () => undefined,
};

/** HTTP of a node: whether it is there, a task as it is, and its event stream. */
export class Door {
  #node: Node;
  #ports: DoorPorts;

  constructor(node: Node, ports: DoorPorts) {
    this.#node = node;
    this.#ports = ports;
  }

  async answer(exchange: Exchange, { url, headers, credential }: Request): Promise<void> {
    const [, , , , id = '', events] = url.pathname.split('/');
    if (id === '') return exchange.json('ok');
    if (!credential.good) return exchange.fail('unauthorized');
    try {
      if (!events) return exchange.json(await this.#ports.view(id));
      await this.#stream(exchange, { id, after: Number(headers.get('last-event-id') ?? url.searchParams.get('after') ?? 0), actor: actorOf(credential) });
    } catch (thrown) {
      exchange.fail(asFailure(thrown).code);
    }
  }

  /** As `http-door.ts` does it. */
  async #stream(exchange: Exchange, { id, after, actor }: { id: string; after: number; actor: UserActor }): Promise<void> {
    const { gateway, topics, clock } = this.#node;
    const topic = await topicFor(topics, id, { actor, after });
    const { wire } = exchange;
    if (gateway.draining) return exchange.json('restarting, come back', 503);
    if (wire.gone) return;
    exchange.begin();
    wire.order.begin(topic, after);
    const stream = new EventStream(this.#ports.sink(wire.sink), { topic, actor }, { clock, enter: (guest) => gateway.enter(guest), metrics: SILENT });
    wire.accepted({ drained: () => stream.drained(), closed: () => stream.left() });
    await stream.start(after);
  }
}

export function actorOf({ expires_at }: Credential): UserActor {
  return { ...ADA, expires_at };
}
