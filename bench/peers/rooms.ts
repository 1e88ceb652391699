// Plain `ws` rooms: one JSON text an update, `send` to each member. What the gateway is measured against.
import { createServer } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { emitUnpaced, payload, trackSockets } from '../emitter.ts';

const rooms = new Map<string, Set<WebSocket>>();
const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = createServer(async (request, response) => {
  const count = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('count'));
  const cpu = process.cpuUsage();
  const elapsed_ms = await emitUnpaced(count, sockets, (index) => {
    const text = JSON.stringify({ type: 'progress_update', task_id: 't0', seq: 1, n: index + 1, attempt: 1, timestamp: new Date().toISOString(), stage: 'resolve', progress: 0.5, overall: 0.5, message: payload(index), elapsed_time: 1 });
    for (const member of rooms.get('t0') ?? []) member.send(text);
  });
  const { user, system } = process.cpuUsage(cpu);
  response.end(JSON.stringify({ elapsed_ms, cpu_ms: (user + system) / 1000 }));
});
const sockets = trackSockets(server);
server.on('upgrade', (request, socket, head) => wss.handleUpgrade(request, socket, head, (ws) => {
  ws.on('message', (data) => {
    const { task_id } = JSON.parse((data as Buffer).toString()) as { task_id: string };
    rooms.set(task_id, (rooms.get(task_id) ?? new Set()).add(ws));
    ws.send(JSON.stringify({ type: 'subscribed', task_id }));
  });
}));
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
