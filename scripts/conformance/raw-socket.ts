import { randomBytes } from 'node:crypto';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { PATIENCE_MS } from './client.ts';

export type RawFrame = { opcode: number; payload: Buffer };
type FrameOptions = { opcode?: number; fin?: boolean; masked?: boolean; reserved?: number };

/** A connection, over TLS where the address says so, on which a handshake and frames are written by hand, wrong ones too. */
export class RawSocket {
  readonly ended: Promise<void>;
  #socket: Socket;
  #bytes = Buffer.alloc(0);
  #wake: (() => void) | null = null;

  constructor(base: URL) {
    this.#socket = connected(base);
    this.ended = new Promise((resolve) => this.#socket.once('close', () => { this.#wake?.(); resolve(); }));
    this.#socket.on('error', () => undefined);
    this.#socket.on('data', (chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#wake?.();
    });
  }

  /** Sends an upgrade request. @returns the status and the head of the answer. */
  async upgrade(target: string, headers: Record<string, string>): Promise<{ status: number; head: string }> {
    this.#socket.write(upgradeRequest(target, headers));
    const end = await this.#until(() => (this.#bytes.includes('\r\n\r\n') ? this.#bytes.indexOf('\r\n\r\n') : null), 'no answer to the handshake');
    const head = this.#bytes.subarray(0, end).toString('latin1');
    this.#bytes = this.#bytes.subarray(end + 4);
    return { status: Number(head.split(' ')[1]), head };
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** The next frame that is not skipped. */
  async frame(accepts: (frame: RawFrame) => boolean = () => true, ms = PATIENCE_MS): Promise<RawFrame> {
    for (;;) {
      const frame = await this.#until(() => this.#shift(), 'no such frame came', ms);
      if (accepts(frame)) return frame;
    }
  }

  /** The code of the close frame that the server sends. */
  async closeCode(ms = PATIENCE_MS): Promise<number> {
    const { payload } = await this.frame(({ opcode }) => opcode === 8, ms);
    return payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
  }

  /** Reads nothing from now on. */
  pause(): void {
    this.#socket.pause();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  async #until<T>(look: () => T | null, failure: string, ms = PATIENCE_MS): Promise<T> {
    const deadline = Date.now() + ms;
    for (;;) {
      const found = look();
      if (found !== null) return found;
      const left = deadline - Date.now();
      if (left <= 0 || this.#socket.closed) throw new Error(this.#socket.closed ? `${failure}: the connection ended` : failure);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => { clearTimeout(timer); resolve(); };
      });
    }
  }

  #shift(): RawFrame | null {
    const bytes = this.#bytes;
    if (bytes.length < 2) return null;
    const short = (bytes[1] ?? 0) & 0x7f;
    const head = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (bytes.length < head) return null;
    const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
    if (bytes.length < head + length) return null;
    this.#bytes = bytes.subarray(head + length);
    return { opcode: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(head, head + length) };
  }
}

function connected({ protocol, hostname, port }: URL): Socket {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol !== 'https:') return connect(Number(port || 80), host);
  // An address is no name that a server could be told (RFC 6066, 3).
  return connectTls({ host, port: Number(port || 443), ...(isIP(host) === 0 && { servername: host }) });
}

/** A client's opening handshake (RFC 6455, 4.1), with these headers more, or in the place of its own. */
export function upgradeRequest(target: string, headers: Record<string, string>): string {
  const lines = Object.entries({
    Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': randomBytes(16).toString('base64'), ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return `GET ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** A client's frame, masked as RFC 6455 asks unless told otherwise. */
export function frameOf(payload: Buffer, { opcode = 1, fin = true, masked = true, reserved = 0 }: FrameOptions = {}): Buffer {
  const first = (fin ? 0x80 : 0) | reserved | opcode;
  const mask = masked ? 0x80 : 0;
  const head = payload.length < 126 ? Buffer.from([first, mask | payload.length]) : longHead(first, mask, payload.length);
  if (!masked) return Buffer.concat([head, payload]);
  const key = randomBytes(4);
  return Buffer.concat([head, key, payload.map((byte, index) => byte ^ (key[index % 4] ?? 0))]);
}

function longHead(first: number, mask: number, length: number): Buffer {
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = first;
  head[1] = mask | (length < 65_536 ? 126 : 127);
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}
