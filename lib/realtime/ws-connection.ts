import type { Socket as TcpSocket } from 'node:net';
import { WebSocket } from 'ws';
import type { Close } from '#lib/protocol/close-codes.ts';
import { PING } from './frame.ts';
import type { Handler, Socket } from './socket.ts';

// What a connection of the `ws` library is to the gateway. Tens of thousands of them come and go: none holds a closure,
// and none does what nobody waits for.

/** Gives a fresh connection its handler. @param open takes the socket in */
export function connect(ws: Connection, tcp: TcpSocket, open: (socket: Socket) => Handler): void {
  ws.tcp = tcp;
  ws.handler = open(new Port(ws, tcp));
  onEndOfWs ??= tcp.listeners('end').find(({ name }) => name === 'socketOnEnd') as Listener | undefined;
  if (onEndOfWs) tcp.off('end', onEndOfWs).on('end', onEnd);
}

type Listener = () => void;
/** What `ws` listens with for a peer's end: one function for all sockets. */
let onEndOfWs: Listener | undefined;

/**
 * What `ws` closes with by itself: the rest of what the peer sends is still read, since a socket that is closed with
 * something unread is reset, and the peer might never see why.
 */
const BROKEN = new Set([1002, 1007, 1008, 1009]);

/** A socket of `ws` that tells its handler at once: it has one listener for each event, and always the same. */
export class Connection extends WebSocket {
  handler: Handler | null = null;
  tcp: TcpSocket | null = null;

  /**
   * Called by `ws` where the peer's goodbye has come, or a broken frame. After a goodbye there is nothing to wait for:
   * once it is answered the server is the one to close (RFC 6455, 7.1.1).
   */
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason);
    if (!(code !== undefined && BROKEN.has(code)) && this.tcp?.writableLength === 0) this.terminate();
  }

  /** Says goodbye, and waits for the peer's. */
  sayGoodbye({ code, reason }: Close): void {
    super.close(code, reason);
  }

  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    switch (event) {
      case 'message':
        this.handler?.message(second === true ? null : (first as Buffer).toString());
        break;
      case 'ping':
      case 'pong':
        this.handler?.alive();
        break;
      case 'close':
        this.handler?.closed(first as number);
        break;
      // `error`: `ws` answers a broken frame by itself with 1002, 1007 or 1009 and then closes.
    }
    return true;
  }
}

/**
 * A peer that has ended its side is gone. `ws` would end the other side, wait, close, and make an error on the way
 * that nobody sees: a tenth of all that a connection costs which comes, subscribes and leaves.
 */
function onEnd(this: TcpSocket): void {
  if (this.writableLength === 0) this.destroy();
  else this.end();
}

/**
 * Frames are built by us and written as they are. Beside them `ws` writes only its control frames: without
 * compression each goes out whole and at once, so the two never mix within a frame.
 */
class Port implements Socket {
  readonly #ws: Connection;
  readonly #tcp: TcpSocket;
  #awaitsDrain = false;

  constructor(ws: Connection, tcp: TcpSocket) {
    this.#ws = ws;
    this.#tcp = tcp;
  }

  get pending(): number {
    return this.#tcp.writableLength;
  }

  /** Who has seen that it is blocked is told when it no longer is: most connections never are, and listen to nothing. */
  get blocked(): boolean {
    if (!this.#tcp.writableNeedDrain) return false;
    if (!this.#awaitsDrain) this.#tcp.once('drain', () => this.#drained());
    this.#awaitsDrain = true;
    return true;
  }

  write(...frames: readonly Buffer[]): void {
    if (this.#ws.readyState !== this.#ws.OPEN || !this.#tcp.writable) return;
    if (frames.length > 1) this.#tcp.cork();
    for (const frame of frames) this.#tcp.write(frame);
    if (frames.length > 1) this.#tcp.uncork();
  }

  #drained(): void {
    this.#awaitsDrain = false;
    this.#ws.handler?.drained();
  }

  ping(): void {
    this.write(PING);
  }

  close(close: Close): void {
    this.#ws.sayGoodbye(close);
  }

  terminate(): void {
    this.#ws.terminate();
  }

  pause(): void {
    this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
  }
}
