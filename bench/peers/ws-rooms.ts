// Plain `ws` rooms: one JSON text an update, `send` to each member. With STATE set, who subscribes is sent the task's
// state too, encoded once.
import { WebSocketServer, type WebSocket } from 'ws';
import { blankView } from '#lib/protocol/task-view.ts';
import { servePeer, update, type Subscribe } from './peer-server.ts';

const state = process.env['STATE'] ? JSON.stringify(blankView('t', new Date().toISOString())) : null;
const subscribed = (task_id: string): string => (state === null ? JSON.stringify({ type: 'subscribed', task_id }) : `{"type":"subscribed","task_id":"${task_id}","task":${state}}`);

servePeer((server) => {
  const rooms = new Map<string, Set<WebSocket>>();
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => wss.handleUpgrade(request, socket, head, (ws) => {
    const joined = new Set<string>();
    ws.on('message', (data) => {
      const { task_id } = JSON.parse((data as Buffer).toString()) as Subscribe;
      joined.add(task_id);
      rooms.set(task_id, (rooms.get(task_id) ?? new Set()).add(ws));
      ws.send(subscribed(task_id));
    });
    ws.on('error', () => undefined);
    ws.on('close', () => joined.forEach((task_id) => rooms.get(task_id)?.delete(ws)));
  }));
  return (task_id, text) => {
    const json = JSON.stringify(update(task_id, text));
    for (const member of rooms.get(task_id) ?? []) member.send(json);
  };
});
