import type { OpenSocket } from './ports.ts';

/** A WebSocket of the platform; after `close` nothing more is heard of it. */
export const openWebSocket: OpenSocket = (url, handlers) => {
  const socket = new WebSocket(url);
  socket.onmessage = (event) => handlers.message(String(event.data));
  socket.onclose = (event) => handlers.closed(event.code);
  return {
    send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
    close(code) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close(code);
    },
  };
};
