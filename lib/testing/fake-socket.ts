import type { ServerMessage } from '#lib/protocol/messages.ts';
import { parseServerMessage } from '#lib/protocol/wire.ts';
import type { Close } from '#lib/protocol/close-codes.ts';
import { bytesOf, type Frame } from '#lib/realtime/frame.ts';

/** The network end of a connection, held in memory: what was written can be read, and it can refuse to drain. */
export class FakeSocket {
  readonly received: ServerMessage[] = [];
  writes = 0;
  pings = 0;
  closedWith: Close | null = null;
  terminated = false;
  paused = false;
  /** Bytes that the peer has not taken; what is written adds to it while the peer is stuck. */
  pending = 0;
  #stuck = false;

  /** It holds so much that it will say when it has drained. */
  get blocked(): boolean {
    return this.pending > 16 * 1024;
  }

  write(...frames: readonly Frame[]): void {
    const bytes = bytesOf(frames);
    this.writes += 1;
    if (this.#stuck) this.pending += bytes.length;
    for (const text of textsIn(bytes)) this.received.push(parseServerMessage(text));
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  ping(): void {
    this.pings += 1;
  }

  close(close: Close): void {
    this.closedWith = close;
  }

  terminate(): void {
    this.terminated = true;
  }

  /** The peer stops reading, or reads all that waits. */
  stick(stuck: boolean): void {
    this.#stuck = stuck;
    if (!stuck) this.pending = 0;
  }

  of<T extends ServerMessage['type']>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.received.filter((message): message is Extract<ServerMessage, { type: T }> => message.type === type);
  }
}

/** The texts of unmasked text frames, one after the other. */
export function textsIn(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const short = bytes.readUInt8(at + 1);
    const head = short === 127 ? 10 : short === 126 ? 4 : 2;
    const length = short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short === 126 ? bytes.readUInt16BE(at + 2) : short;
    found.push(bytes.subarray(at + head, at + head + length).toString());
    at += head + length;
  }
  return found;
}
