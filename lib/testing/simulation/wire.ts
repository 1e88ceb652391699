import type { SocketHandlers, SocketPort } from '#lib/client/ports.ts';
import type { Handler } from '#lib/realtime/socket.ts';
import { OrderWatch } from './order.ts';
import { SocketEnd, StreamEnd, type Outward } from './server-ends.ts';
import { Way, type WayPorts } from './way.ts';

/** A system gives up a connection that is half open after this, where nobody does before. Milliseconds. */
const KEEP_ALIVE_MS = 45_000;

export type Wires = WayPorts & { onWrong: (what: string) => void };
type Server = Pick<Handler, 'drained' | 'closed'> & Partial<Handler>;

/** One connection between a client and a server, subject to every fault that a network has: each end learns in its own time that it is over, or never. */
export class Wire implements Outward {
  readonly order = new OrderWatch();
  /** The client's system tells it of a connection that is half open. */
  told = false;
  /** Whom the server tells; null until it has taken the connection. */
  #server: Server | null = null;
  #client: SocketHandlers;
  #deps: Wires;
  #ends = { client: false, server: false };
  #unread = 0;
  #up: Way;
  #down: Way;

  constructor(deps: Wires, client: SocketHandlers) {
    this.#deps = deps;
    this.#client = client;
    this.#up = new Way(deps);
    this.#down = new Way(deps);
  }

  /** What the client holds. */
  readonly clientPort: SocketPort = {
    send: (text) => this.#up.carry(() => { if (!this.#ends.server) this.#server?.message?.(text); }),
    close: (code) => {
      this.#ends.client = true;
      this.#up.carry(() => this.#endServer(code));
    },
  };

  /** What the server holds of a socket. */
  readonly serverPort = new SocketEnd(this);
  /** What the server holds of any other answer. */
  readonly sink = new StreamEnd(this);

  get unread(): number {
    return this.#unread;
  }

  get over(): boolean {
    return this.#ends.client && this.#ends.server;
  }

  /** The server knows that nobody is there any more. */
  get gone(): boolean {
    return this.#ends.server;
  }

  /** An event stream that should be over. */
  get lingers(): boolean {
    return this.order.isDue && !this.#down.dead && !this.#ends.server;
  }

  get taken(): boolean {
    return this.#server !== null;
  }

  accepted(handler: Server): void {
    this.#server = handler;
  }

  carryDown(texts: readonly string[], bytes: number): void {
    if (this.#down.stalled) this.#unread += bytes;
    for (const text of texts) this.#down.deliver(() => { if (!this.#ends.client) this.#client.message(text); });
    this.#tellWrong();
  }

  ping(): void {
    this.#down.carry(() => this.#up.carry(() => { if (!this.#ends.server) this.#server?.alive?.(); }));
  }

  goodbye(code: number): void {
    this.#tellWrong();
    this.#down.deliver(() => this.#endClient(code));
    this.#deps.clock.after(1, () => this.#endServer(code));
  }

  /** The head of an answer. */
  answer(arrive: () => void): void {
    this.#down.deliver(arrive);
  }

  /** Refused, or there is no server any more, which learns nothing of it: the client is told 1006, and not why. */
  refuse(): void {
    this.#ends.server = true;
    this.#down.carry(() => this.#endClient(1006));
  }

  /** Both ends learn of it, each in its own time. */
  cut(): void {
    this.#down.carry(() => this.#endClient(1006));
    this.#up.carry(() => this.#endServer(1006));
  }

  /** Half open: no byte passes, no end is told. */
  die(): void {
    for (const way of [this.#up, this.#down]) way.die();
    if (this.told) this.#deps.clock.after(KEEP_ALIVE_MS, () => this.#endClient(1006));
  }

  /** The client reads no more, or reads again. */
  stall(stalled: boolean): void {
    if (stalled) return this.#down.stall();
    this.#unread = 0;
    this.#down.resume();
    if (!this.#ends.server) this.#server?.drained();
  }

  #tellWrong(): void {
    this.order.wrong.splice(0).forEach(this.#deps.onWrong);
  }

  #endClient(code: number): void {
    if (this.#ends.client) return;
    this.#ends.client = true;
    this.#client.closed(code);
  }

  #endServer(code: number): void {
    if (this.#ends.server) return;
    this.#ends.server = true;
    this.#server?.closed(code);
  }
}
