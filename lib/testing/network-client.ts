import { randomUUID } from 'node:crypto';
import { createApi } from '#lib/client/api.ts';
import { Connection } from '#lib/client/connection.ts';
import type { Dial } from '#lib/client/line.ts';
import { openWebSocket } from '#lib/client/open-socket.ts';
import type { Clock } from '#lib/client/ports.ts';
import { dialSocket } from '#lib/client/socket.ts';
import { dialEventStreams } from '#lib/client/sse-line.ts';
import { TaskStreams, type TaskWatch } from '#lib/client/task-stream.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { FakeSurroundings } from './client-doubles.ts';

type Options = {
  /** Asked anew for each try. */
  port: () => number;
  clock: Clock;
  /** `socket`: WebSocket alone; `stream`: event streams alone; `both`: as browsers do. */
  transport?: 'socket' | 'stream' | 'both';
};

/** The browser's client on a real network, without a browser. What its page was shown is kept. */
export class NetworkClient {
  readonly surroundings = new FakeSurroundings();
  readonly streams: TaskStreams;
  /** Every view that a page was told of, in order. */
  readonly shown: TaskView[] = [];
  /** `seq` of each milestone that came live. */
  readonly live: number[] = [];
  /** Lines that were dialled, by kind. */
  readonly dialled = { socket: 0, stream: 0 };
  readonly #watch: TaskWatch;
  readonly #stop: () => void;

  constructor(task_id: string, { port, clock, transport = 'both' }: Options) {
    const client_id = randomUUID();
    const address = async () => `ws://127.0.0.1:${port()}/ws/${client_id}`;
    const sockets: Dial = (handlers, fresh) => (this.dialled.socket++, dialSocket({ clock, openSocket: openWebSocket, address }, handlers, fresh));
    const streams: Dial = (handlers, fresh) => {
      this.dialled.stream++;
      const ports = { fetch, origin: `http://127.0.0.1:${port()}`, clock, renew: async () => null };
      return dialEventStreams({ ...ports, api: createApi(ports) }, handlers, fresh);
    };
    const link = new Connection({
      clock, random: () => 0.5, surroundings: this.surroundings,
      dial: transport === 'stream' ? streams : sockets, ...(transport === 'both' && { fallback: streams }),
    });
    this.streams = new TaskStreams(link, clock, (_id, seq) => void this.live.push(seq));
    this.#watch = this.streams.watch(task_id, null);
    this.#stop = this.#watch.subscribe(() => {
      const { task } = this.#watch.getSnapshot();
      if (task !== null && task !== this.shown.at(-1)) this.shown.push(task);
    });
  }

  get view(): TaskView | null {
    return this.#watch.getSnapshot().task;
  }

  get connection(): string {
    return this.#watch.getSnapshot().connection;
  }

  close(): void {
    this.#stop();
  }
}
