/** A frame's bytes: in memory of their own, or as text of one character a byte (latin1). */
export type Frame = Buffer | string;

/** Text this long is written by Node out of its stack; what is longer asks for memory anyway. */
const SHORT = 16_000;

/** One text message as the bytes of one unmasked WebSocket frame (RFC 6455, 5.2): built once, written to many. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = 0x81;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head);
  return frame;
}

/** The same for one connection alone: short ASCII is its own bytes, and no memory is asked for between here and the kernel. */
export function ownFrame(text: string): Frame {
  const { length } = text;
  if (length > SHORT || Buffer.byteLength(text) !== length) return textFrame(text);
  return (length < 126 ? String.fromCharCode(0x81, length) : String.fromCharCode(0x81, 126, length >>> 8, length & 0xff)) + text;
}

/** Frames as one: as text where text is among them and it is short. */
export function gathered(frames: readonly Frame[]): Frame {
  let length = 0;
  let texts = 0;
  for (const frame of frames) {
    length += frame.length;
    if (typeof frame === 'string') texts += 1;
  }
  if (texts > 0 && length <= SHORT) return frames.map((frame) => (typeof frame === 'string' ? frame : frame.toString('latin1'))).join('');
  return bytesOf(frames);
}

/** Frames as bytes. */
export function bytesOf(frames: readonly Frame[]): Buffer {
  return Buffer.concat(frames.map((frame) => (typeof frame === 'string' ? Buffer.from(frame, 'latin1') : frame)));
}

/** A ping without a payload (5.5.2). */
export const PING: Frame = '\x89\x00';

/** The answer to a ping (5.5.3). @param payload the ping's */
export function pongFrame(payload: Buffer): Buffer {
  return controlFrame(0x8a, payload);
}

/** A goodbye (5.5.1). @param code null: without one */
export function closeFrame(code: number | null, reason = ''): Buffer {
  return controlFrame(0x88, code === null ? Buffer.alloc(0) : Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]));
}

/** @param payload of 125 bytes at most (5.5) */
function controlFrame(head: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([head, payload.length]), payload]);
}
