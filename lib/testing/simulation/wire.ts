import type { SocketHandlers, SocketPort } from '#lib/client/ports.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { Handler, Socket } from '#lib/realtime/socket.ts';
import { textsIn } from '../fake-socket.ts';
import type { Chance } from './chance.ts';
import { OrderWatch } from './order.ts';

/** Bytes that a kernel takes from a peer that does not read: far fewer than a real one, so that little traffic meets it. */
const KERNEL_BYTES = 1024;
/** Milliseconds on the way, at most. */
const SLOWEST = 120;

type Wires = { clock: Clock; chance: Chance; onTraffic: () => void; onWrong: (what: string) => void };

/** One connection between a client and a server: in order each way, late by chance, and subject to every fault that a network has. */
export class Wire {
  /** Whom the server tells; null until it has taken the connection. */
  #server: Handler | null = null;
  #client: SocketHandlers;
  #deps: Wires;
  #ends = { client: false, server: false };
  /** Nothing passes, and nobody is told. */
  #dead = false;
  #stalled: string[] | null = null;
  #pending = 0;
  /** When what was sent last each way arrives: nothing overtakes it. */
  #last = { up: 0, down: 0 };
  #order = new OrderWatch();

  constructor(deps: Wires, client: SocketHandlers) {
    this.#deps = deps;
    this.#client = client;
  }

  /** What the client holds. */
  readonly clientPort: SocketPort = {
    send: (text) => this.#carry('up', () => !this.#ends.server && this.#server?.message(text)),
    close: (code) => {
      this.#ends.client = true;
      this.#carry('up', () => this.#endServer(code));
    },
  };

  /** What the server holds. */
  readonly serverPort: Socket = ((wire) => ({
    get pending() {
      return wire.#pending;
    },
    get blocked() {
      return wire.#pending > KERNEL_BYTES;
    },
    write: (...frames: readonly Buffer[]) => wire.#write(Buffer.concat(frames)),
    ping: () => wire.#carry('down', () => wire.#carry('up', () => !wire.#ends.server && wire.#server?.alive())),
    close: ({ code }: { code: number }) => {
      wire.#carry('down', () => wire.#endClient(code));
      wire.#deps.clock.after(1, () => wire.#endServer(code));
    },
    terminate: () => wire.cut(),
    pause: () => undefined,
    resume: () => undefined,
  }))(this);

  get over(): boolean {
    return this.#ends.client && this.#ends.server;
  }

  accepted(handler: Handler): void {
    this.#server = handler;
  }

  /** The handshake is refused, or nobody is there: a browser is told 1006, and not why. */
  refuse(): void {
    this.#ends.server = true;
    this.#carry('down', () => this.#endClient(1006));
  }

  /** Both ends learn of it, each in its own time. */
  cut(): void {
    this.#carry('down', () => this.#endClient(1006));
    this.#carry('up', () => this.#endServer(1006));
  }

  /** The server's process is gone: it learns nothing more. */
  orphan(): void {
    this.#ends.server = true;
    this.#carry('down', () => this.#endClient(1006));
  }

  /** Half open: no byte passes, no end is told. */
  die(): void {
    this.#dead = true;
  }

  /** The client reads no more, or reads again. */
  stall(stalled: boolean): void {
    if (stalled) {
      this.#stalled ??= [];
      return;
    }
    const held = this.#stalled ?? [];
    this.#stalled = null;
    this.#pending = 0;
    for (const text of held) this.#deliver(text);
    if (!this.#ends.server) this.#server?.drained();
  }

  #write(bytes: Buffer): void {
    if (this.#stalled) this.#pending += bytes.length;
    for (const text of textsIn(bytes)) {
      this.#order.hear(text);
      if (this.#stalled) this.#stalled.push(text);
      else this.#deliver(text);
    }
    this.#order.wrong.splice(0).forEach(this.#deps.onWrong);
  }

  #deliver(text: string): void {
    this.#carry('down', () => !this.#ends.client && this.#client.message(text));
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
