import { Socket as TcpSocket } from 'node:net';

/** What is written while a handshake is answered: one character a byte. */
let held = '';

/**
 * The answer to a handshake and the first message leave in one write. `ws` writes the one as text, the other is binary:
 * Node would gather both in memory that it asks the system for, each time. As one text they need none.
 */
export function inOneWrite(tcp: TcpSocket, act: () => void): void {
  tcp.write = hold;
  try {
    act();
  } finally {
    release(tcp);
  }
}

const hold = function (this: TcpSocket, chunk: Buffer | string, ...rest: [BufferEncoding?]): boolean {
  // Whoever wants to know when it is written is told.
  if (rest.length > 0 && rest[0] !== 'latin1') return release(this).write(chunk, ...rest);
  held += typeof chunk === 'string' ? chunk : chunk.toString('latin1');
  return true;
} as TcpSocket['write'];

function release(tcp: TcpSocket): TcpSocket {
  tcp.write = TcpSocket.prototype.write;
  if (held !== '') tcp.write(held, 'latin1');
  held = '';
  return tcp;
}
