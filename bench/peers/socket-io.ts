// Socket.IO 4 rooms, WebSocket only.
import { Server } from 'socket.io';
import { servePeer, update, type Subscribe } from './peer-server.ts';

servePeer((server) => {
  const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
  io.on('connection', (socket) => {
    socket.on('subscribe_task', ({ task_id }: Subscribe) => {
      void socket.join(task_id);
      socket.emit('subscribed', { type: 'subscribed', task_id });
    });
  });
  return (task_id, text) => void io.to(task_id).emit('progress_update', update(task_id, text));
});
