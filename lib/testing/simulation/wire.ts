import type { SocketHandlers, SocketPort } from '#lib/client/ports.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { Handler } from '#lib/realtime/socket.ts';
import type { Chance } from './chance.ts';
import { OrderWatch } from './order.ts';
import { SocketEnd, StreamEnd, type Outward } from './server-ends.ts';

/** Milliseconds on the way, at most. */
const SLOWEST = 120;
/** A system gives up a connection that is half open after this, where nobody does before. Milliseconds. */
const KEEP_ALIVE_MS = 45_000;

export type Wires = { clock: Clock; chance: Chance; onTraffic: () => void; onWrong: (what: string) => void };
type Server = Pick<Handler, 'drained' | 'closed'> & Partial<Handler>;

/** One connection between a client and a server: in order each way, late by chance, and subject to every fault that a network has. */
export class Wire implements Outward {
  readonly order = new OrderWatch();
  /** The client's system tells it of a connection that is half open. */
  told = false;
  /** Whom the server tells; null until it has taken the connection. */
  #server: Server | null = null;
  #client: SocketHandlers;
  #deps: Wires;
  #ends = { client: false, server: false };
  /** Nothing passes, and nobody is told. */
  #dead = false;
  /** What a client that does not read has not read. */
  #stalled: (() => void)[] | null = null;
  #unread = 0;
  /** When what was sent last each way arrives: nothing overtakes it. */
  #last = { up: 0, down: 0 };

  constructor(deps: Wires, client: SocketHandlers) {
    this.#deps = deps;
    this.#client = client;
  }

  /** What the client holds. */
  readonly clientPort: SocketPort = {
    send: (text) => this.#carry('up', () => !this.#ends.server && this.#server?.message?.(text)),
    close: (code) => {
      this.#ends.client = true;
      this.#carry('up', () => this.#endServer(code));
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
    return this.order.isDue && !this.#dead && !this.#ends.server;
  }

  get taken(): boolean {
    return this.#server !== null;
  }

  accepted(handler: Server): void {
    this.#server = handler;
  }

  carryDown(texts: readonly string[], bytes: number): void {
    if (this.#stalled) this.#unread += bytes;
    for (const text of texts) this.#down(() => !this.#ends.client && this.#client.message(text));
    this.#tellWrong();
  }

  ping(): void {
    this.#carry('down', () => this.#carry('up', () => !this.#ends.server && this.#server?.alive?.()));
  }

  goodbye(code: number): void {
    this.#tellWrong();
    this.#down(() => this.#endClient(code));
    this.#deps.clock.after(1, () => this.#endServer(code));
  }

  /** The head of an answer. */
  answer(arrive: () => void): void {
    this.#down(arrive);
  }

  /** Refused, or there is no server any more, which learns nothing of it: the client is told 1006, and not why. */
  refuse(): void {
    this.#ends.server = true;
    this.#carry('down', () => this.#endClient(1006));
  }

  /** Both ends learn of it, each in its own time. */
  cut(): void {
    this.#carry('down', () => this.#endClient(1006));
    this.#carry('up', () => this.#endServer(1006));
  }

  /** Half open: no byte passes, no end is told. */
  die(): void {
    this.#dead = true;
    if (this.told) this.#deps.clock.after(KEEP_ALIVE_MS, () => this.#endClient(1006));
  }

  /** The client reads no more, or reads again. */
  stall(stalled: boolean): void {
    if (stalled) {
      this.#stalled ??= [];
      return;
    }
    const held = this.#stalled ?? [];
    this.#stalled = null;
    this.#unread = 0;
    for (const arrive of held) this.#down(arrive);
    if (!this.#ends.server) this.#server?.drained();
  }

  #tellWrong(): void {
    this.order.wrong.splice(0).forEach(this.#deps.onWrong);
  }

  #down(arrive: () => unknown): void {
    if (this.#stalled) this.#stalled.push(arrive);
    else this.#carry('down', arrive);
  }

  #carry(way: 'up' | 'down', arrive: () => unknown): void {
    const { clock, chance, onTraffic } = this.#deps;
    const at = Math.max(this.#last[way], clock.now() + chance.whole(1, SLOWEST));
    this.#last[way] = at;
    clock.after(at - clock.now(), () => {
      if (this.#dead) return;
      onTraffic();
      arrive();
    });
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
