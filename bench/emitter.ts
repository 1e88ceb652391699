import type { Socket } from 'node:net';
import type { Server } from 'node:http';

/** Bytes in user space beyond which an unpaced run waits for the sockets. */
const MAX_WAITING = 256 * 1024;

/** Sends `count` updates as fast as the sockets drain. @returns milliseconds until the last has left this process */
export async function emitUnpaced(count: number, sockets: ReadonlySet<Socket>, send: (index: number) => void): Promise<number> {
  const started = performance.now();
  for (let index = 0; index < count; index++) {
    send(index);
    if (index % 8 === 7) await turn();
    while (waiting(sockets) > MAX_WAITING) await turn();
  }
  while (waiting(sockets) > 0) await turn();
  return performance.now() - started;
}

/** Every open TCP connection of a server. */
export function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

function waiting(sockets: ReadonlySet<Socket>): number {
  let bytes = 0;
  for (const socket of sockets) bytes += socket.writableLength;
  return bytes;
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What every server of the bench sends: the payload that a progress update has. */
export const payload = (index: number) => `update ${String(index).padStart(8, '0')} ${'.'.repeat(40)}`;
