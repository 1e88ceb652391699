import { createServer, type Server } from 'node:http';
import { answerEmit, OpenSockets, type Send } from '../emission.ts';

/** The server of a peer: the same `POST /emit`, the same port, nothing else of ours. */
export function servePeer(attach: (server: Server) => Send): void {
  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url === '/emit') return void answerEmit(request, response, { send, sockets });
    response.writeHead(404).end();
  });
  const sockets = new OpenSockets(server);
  const send = attach(server);
  process.on('SIGTERM', () => process.exit(0));
  server.listen(Number(process.env['PORT'] ?? 0), process.env['LISTEN'] ?? '127.0.0.1', () => {
    const address = server.address();
    console.log(`bench server on port ${typeof address === 'object' ? address?.port : ''}`);
  });
}

/** An update as every peer sends it: the fields that the protocol's own has. */
export function update(task_id: string, text: string): object {
  return { type: 'progress_update', task_id, seq: 2, n: 1, attempt: 1, timestamp: new Date().toISOString(), stage: 'resolve', progress: 0.5, overall: 0.5, message: text, elapsed_time: 1 };
}

export type Subscribe = { type: 'subscribe_task'; task_id: string };
