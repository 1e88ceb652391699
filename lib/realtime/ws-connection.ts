import type { Socket as TcpSocket } from 'node:net';
import type { Close } from '#lib/protocol/close-codes.ts';
import { closeFrame, gathered, PING, pongFrame, type Frame } from './frame.ts';
import type { Handler, Socket } from './socket.ts';
import { FrameReader, type FrameHandler } from './ws.ts';

// Tens of thousands of connections come and go: none holds a closure, and none does what nobody waits for.

/** How long a peer may take to answer a goodbye. Milliseconds. */
const GOODBYE_MS = 30_000;

/** `ended`: a goodbye was said or heard, or the peer is gone; nothing is written any more. */
type State = 'open' | 'ended';

/** A connection that has shaken hands. */
export class Connection implements Socket, FrameHandler {
  readonly #tcp: TcpSocket;
  readonly #reader: FrameReader;
  #handler: Handler | null = null;
  #state: State = 'open';
  /** The answer to the handshake, until it is written. */
  #answer: string;
  /** What it was closed with: the peer's goodbye, or what was wrong with a frame. */
  #code = 1006;
  #awaitsDrain = false;
  /** The newest ping that could not be answered yet. */
  #unanswered: Buffer | null = null;
  #patience: NodeJS.Timeout | null = null;

  /** @param answer to the handshake, not written yet @param head what came behind the handshake already */
  constructor(tcp: TcpSocket, { answer, head }: { answer: string; head: Buffer }) {
    this.#tcp = tcp;
    this.#answer = answer;
    this.#reader = new FrameReader(this);
    (tcp as Held)[held] = this;
    tcp.setTimeout(0);
    if (head.length > 0) tcp.unshift(head);
    // An error ends the socket: `ws` listens to it since the handshake.
    tcp.on('data', onData).on('end', onEnd).on('close', onClose);
  }

  /** @param open takes the connection in, and says whom to tell what happens on it; what it writes leaves with the answer to the handshake */
  connect(open: (socket: Socket) => Handler): void {
    this.#handler = open(this);
    if (this.#answer !== '') this.write();
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

  write(...frames: readonly Frame[]): void {
    if (this.#state !== 'open' || !this.#tcp.writable) return;
    if (this.#answer !== '') return this.#writeFirst(frames);
    if (frames.length > 1) this.#tcp.cork();
    for (const frame of frames) this.#tcp.write(frame, 'latin1');
    if (frames.length > 1) this.#tcp.uncork();
  }

  ping(): void {
    this.write(PING);
  }

  /** Says goodbye, and waits for the peer's. */
  close({ code, reason }: Close): void {
    if (this.#state !== 'open') return;
    this.write(closeFrame(code, reason));
    this.#state = 'ended';
    // oxlint-disable-next-line no-restricted-globals -- it bounds what a peer does, which no test's clock moves
    this.#patience = setTimeout(() => this.terminate(), GOODBYE_MS);
  }

  terminate(): void {
    this.#state = 'ended';
    this.#tcp.destroy();
  }

  pause(): void {
    this.#tcp.pause();
  }

  resume(): void {
    this.#tcp.resume();
  }

  /** Bytes have come. */
  read(chunk: Buffer): void {
    // It is done at once: there is nothing to wait for, whatever it answers. What follows a broken frame is not looked at.
    if (!this.#reader.destroyed && !this.#reader.writableEnded) this.#reader.write(chunk);
  }

  heard(text: string | null): void {
    this.#handler?.message(text);
  }

  pinged(payload: Buffer): void {
    this.#handler?.alive();
    if (this.blocked) this.#unanswered = Buffer.from(payload);
    else this.write(pongFrame(payload));
  }

  ponged(): void {
    this.#handler?.alive();
  }

  /** The peer's goodbye: once it is answered there is nothing to wait for, and the server is the one to close (RFC 6455, 7.1.1). */
  concluded(code: number): void {
    this.#code = code;
    this.write(closeFrame(code === NO_CODE ? null : code));
    this.ended();
  }

  /** The rest of what the peer sends is still read: a socket that is closed with something unread is reset, and the peer might never see why. */
  broken(close: Close): void {
    this.#code = close.code;
    this.#tcp.resume();
    this.close(close);
  }

  /** The peer will say nothing more. */
  ended(): void {
    this.#state = 'ended';
    if (this.#tcp.writableLength === 0) this.#tcp.destroy();
    else this.#tcp.end();
  }

  closed(): void {
    this.#state = 'ended';
    if (this.#patience) clearTimeout(this.#patience);
    this.#handler?.closed(this.#code);
  }

  #writeFirst(frames: readonly Frame[]): void {
    const first = gathered([this.#answer, ...frames]);
    this.#answer = '';
    this.#tcp.write(first, 'latin1');
  }

  #drained(): void {
    this.#awaitsDrain = false;
    if (this.#unanswered) this.write(pongFrame(this.#unanswered));
    this.#unanswered = null;
    this.#handler?.drained();
  }
}

/** A goodbye without a code (7.1.5). */
const NO_CODE = 1005;

const held = Symbol('connection');
type Held = TcpSocket & { [held]: Connection };

function onData(this: TcpSocket, chunk: Buffer): void {
  (this as Held)[held].read(chunk);
}

function onEnd(this: TcpSocket): void {
  (this as Held)[held].ended();
}

function onClose(this: TcpSocket): void {
  (this as Held)[held].closed();
}
