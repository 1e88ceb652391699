import { createApi } from '#lib/client/api.ts';
import { Connection } from '#lib/client/connection.ts';
import type { SurroundingEvent } from '#lib/client/ports.ts';
import { dialSocket } from '#lib/client/socket.ts';
import { dialEventStreams } from '#lib/client/sse-line.ts';
import { TaskStreams, type TaskWatch } from '#lib/client/task-stream.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { FakeSurroundings } from '../client-doubles.ts';
import type { Chance } from './chance.ts';
import { Credential } from './credential.ts';
import type { Held } from './exchange.ts';
import type { SimulatedServer } from './server.ts';

type Deps = { clock: Clock; chance: Chance; server: SimulatedServer };
export type Follows = { task_id: string; initial: TaskView | null };
type Options = {
  name: string;
  /** It takes another client_id for each connection, so that rule C3 does not help it. */
  renamed: boolean;
  /** Milliseconds since the epoch: until then its network lets no WebSocket through. */
  upgradesFrom: number;
  /** What its network keeps to itself of event streams. */
  held: Held;
  follows: readonly Follows[];
  onShown: (task_id: string, view: TaskView) => void;
};

/** A tab: the real connection, socket, event streams and task streams, on a network and in a browser that misbehave. */
export class SimulatedClient {
  readonly watches = new Map<string, TaskWatch>();
  #surroundings = new FakeSurroundings();
  #stops: (() => void)[];

  constructor({ clock, chance, server }: Deps, { name, renamed, upgradesFrom, held, follows, onShown }: Options) {
    const credential = new Credential(clock, chance);
    const renew = async () => credential.renew();
    let dialled = 0;
    const ports = { origin: '', fetch: (url: unknown, init?: RequestInit) => server.fetch(String(url), init, { credential, held }) };
    const connection = new Connection({
      clock, random: chance.next, surroundings: this.#surroundings,
      dial: (handlers, fresh) => dialSocket({
        clock,
        address: async () => { await renew(); return ''; },
        openSocket: (_address, socket) => server.connect(renamed ? `${name}-${dialled++}` : name, socket, { credential, passes: clock.now() >= upgradesFrom }),
      }, handlers, fresh),
      fallback: (handlers, fresh) => dialEventStreams({ ...ports, api: createApi(ports), clock, renew }, handlers, fresh),
    });
    const streams = new TaskStreams(connection, clock);
    this.#stops = follows.map(({ task_id, initial }) => {
      const watch = streams.watch(task_id, initial);
      this.watches.set(task_id, watch);
      return watch.subscribe(() => {
        const { task } = watch.getSnapshot();
        if (task) onShown(task_id, task);
      });
    });
  }

  surround(event: SurroundingEvent): void {
    this.#surroundings.happen(event);
  }

  leave(): void {
    for (const stop of this.#stops) stop();
  }
}
