/** A server's frame in a chunk that is not copied: `payload` holds only until the callback returns. */
export type OnFrame = (opcode: number, payload: Buffer) => void;

/**
 * Cuts a stream of bytes into WebSocket frames (RFC 6455, unmasked). Only a frame that a chunk's end cuts
 * is copied, so that the load side stays cheap.
 */
export class FrameReader {
  #cut: Buffer | null = null;
  #on: OnFrame;

  constructor(on: OnFrame) {
    this.#on = on;
  }

  read(chunk: Buffer): void {
    let at = this.#cut ? this.#complete(this.#cut, chunk) : 0;
    while (at < chunk.length) {
      const size = frameSize(chunk, at);
      if (size === null || at + size > chunk.length) break;
      this.#tell(chunk, at, size);
      at += size;
    }
    if (at < chunk.length) this.#cut = Buffer.from(chunk.subarray(at));
  }

  /** @returns how many bytes of the chunk belonged to the frame that was cut */
  #complete(cut: Buffer, chunk: Buffer): number {
    this.#cut = null;
    let head = cut;
    let taken = 0;
    let size = frameSize(head, 0);
    for (; size === null && taken < chunk.length; size = frameSize(head, 0)) head = Buffer.concat([head, chunk.subarray(taken, ++taken)]);
    if (size === null) return this.#keep(head, chunk.length);
    const missing = size - head.length;
    if (missing > chunk.length - taken) return this.#keep(Buffer.concat([head, chunk.subarray(taken)]), chunk.length);
    this.#tell(Buffer.concat([head, chunk.subarray(taken, taken + missing)]), 0, size);
    return taken + missing;
  }

  #keep(cut: Buffer, taken: number): number {
    this.#cut = cut;
    return taken;
  }

  #tell(bytes: Buffer, at: number, size: number): void {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const head = short === 127 ? 10 : short === 126 ? 4 : 2;
    this.#on((bytes[at] ?? 0) & 0x0f, bytes.subarray(at + head, at + size));
  }
}

/** Bytes of the frame that begins at `at`, head included; null where too little is there to tell. */
function frameSize(bytes: Buffer, at: number): number | null {
  const left = bytes.length - at;
  if (left < 2) return null;
  const short = (bytes[at + 1] ?? 0) & 0x7f;
  if (short < 126) return 2 + short;
  if (short === 126) return left < 4 ? null : 4 + bytes.readUInt16BE(at + 2);
  return left < 10 ? null : 10 + Number(bytes.readBigUInt64BE(at + 2));
}

/** A client's text frame, masked with zeros: valid, and the cheapest to make. */
export function maskedText(text: string): Buffer {
  const payload = Buffer.from(text);
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 8 : 6);
  head[0] = 0x81;
  head[1] = 0x80 | (long ? 126 : payload.length);
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

const maskedControl = (opcode: number, payload: Buffer): Buffer => Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

export const maskedPong = (payload: Buffer): Buffer => maskedControl(10, payload);
/** The answer to a goodbye, as every client gives it. */
export const maskedClose = (payload: Buffer): Buffer => maskedControl(8, payload);
