import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** Subscribers in this process that count what they get and look at nothing else: raw sockets, so that the load side stays cheap. */
export class Crowd {
  /** Progress updates that arrived, over all members. */
  delivered = 0;
  #members: Socket[] = [];

  /** Opens `count` connections, a few at a time, each following `task_id`. */
  async gather(port: number, count: number, task_id: string): Promise<void> {
    for (let index = 0; index < count; index += 50) {
      await Promise.all(Array.from({ length: Math.min(50, count - index) }, (_, offset) => this.#join(port, `c${index + offset}`, task_id)));
    }
  }

  leave(): void {
    for (const member of this.#members.splice(0)) member.destroy();
  }

  #join(port: number, client_id: string, task_id: string): Promise<void> {
    const socket = connect(port, '127.0.0.1');
    this.#members.push(socket);
    socket.write(`GET /ws/${client_id} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`);
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.on('data', (chunk) => {
        if (chunk.includes('101 Switching')) socket.write(masked(JSON.stringify({ type: 'subscribe_task', task_id })));
        if (chunk.includes('"subscribed"')) resolve();
        this.delivered += count(chunk);
      });
    });
  }
}

/** Ends of the fixed part of every payload: a chunk may split a message anywhere, but seldom splits these forty dots. */
function count(chunk: Buffer): number {
  let found = 0;
  for (let at = chunk.indexOf(MARK); at >= 0; at = chunk.indexOf(MARK, at + MARK.length)) found += 1;
  return found;
}

const MARK = Buffer.from('........................................"');

function masked(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
