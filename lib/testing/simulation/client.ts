import { Connection } from '#lib/client/connection.ts';
import type { SurroundingEvent } from '#lib/client/ports.ts';
import { dialSocket } from '#lib/client/socket.ts';
import { TaskStreams, type TaskWatch } from '#lib/client/task-stream.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { FakeSurroundings } from '../client-doubles.ts';
import type { Chance } from './chance.ts';
import type { SimulatedServer } from './server.ts';

type Deps = { clock: Clock; chance: Chance; server: SimulatedServer };
export type Follows = { task_id: string; initial: TaskView | null };

/** Milliseconds that a credential is good for, at least and at most. */
const CREDENTIAL_MS = [8_000, 60_000] as const;

/**
 * A tab: the real connection, socket and streams, on a network and in a browser that misbehave.
 * One that is `renamed` takes another client_id for each connection, so that rule C3 does not help it.
 */
export class SimulatedClient {
  readonly watches = new Map<string, TaskWatch>();
  #surroundings = new FakeSurroundings();
  #stops: (() => void)[];

  constructor(deps: Deps, { name, renamed, follows, onShown }: { name: string; renamed: boolean; follows: readonly Follows[]; onShown: (task_id: string, view: TaskView) => void }) {
    const { clock, chance, server } = deps;
    let dialled = 0;
    const connection = new Connection({
      clock, random: chance.next, surroundings: this.#surroundings,
      dial: (handlers, fresh) => dialSocket({
        clock,
        address: async () => String(clock.now() + chance.whole(...CREDENTIAL_MS)),
        openSocket: (address, socket) => server.connect(renamed ? `${name}-${dialled++}` : name, socket, Number(address)),
      }, handlers, fresh),
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
