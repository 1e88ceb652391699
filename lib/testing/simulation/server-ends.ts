import { bytesOf, type Frame } from '#lib/realtime/frame.ts';
import type { Socket } from '#lib/realtime/socket.ts';
import type { StreamSink } from '#lib/realtime/sse.ts';
import { textsIn } from '../fake-socket.ts';
import type { OrderWatch } from './order.ts';

/** Bytes that a kernel takes from a peer that does not read: far fewer than a real one, so that little traffic meets it. */
const KERNEL_BYTES = 1024;

/** What a wire does for its end at the server. */
export type Outward = {
  readonly order: OrderWatch;
  /** Bytes that the client has not read. */
  readonly unread: number;
  /** Each text arrives by itself. @param bytes all of them together */
  carryDown(texts: readonly string[], bytes: number): void;
  /** Asks the client's system whether it is there. */
  ping(): void;
  goodbye(code: number): void;
  cut(): void;
};

class ServerEnd {
  protected readonly wire: Outward;

  constructor(wire: Outward) {
    this.wire = wire;
  }

  get pending(): number {
    return this.wire.unread;
  }

  get blocked(): boolean {
    return this.wire.unread > KERNEL_BYTES;
  }
}

/** What the server holds of a socket. */
export class SocketEnd extends ServerEnd implements Socket {
  write(...frames: readonly Frame[]): void {
    const bytes = bytesOf(frames);
    const texts = textsIn(bytes);
    for (const text of texts) this.wire.order.hear(text);
    this.wire.carryDown(texts, bytes.length);
  }

  ping(): void {
    this.wire.ping();
  }

  close({ code }: { code: number }): void {
    this.wire.goodbye(code);
  }

  terminate(): void {
    this.wire.cut();
  }

  pause(): void {}

  resume(): void {}
}

/** What the server holds of an event stream, or of any other answer. */
export class StreamEnd extends ServerEnd implements StreamSink {
  write(...frames: readonly Frame[]): void {
    const bytes = bytesOf(frames);
    const text = bytes.toString();
    this.wire.order.hearStream(text);
    this.wire.carryDown([text], bytes.length);
  }

  end(): void {
    this.wire.order.endStream();
    this.wire.goodbye(1000);
  }

  destroy(): void {
    this.wire.cut();
  }
}
