import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket as TcpSocket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { log } from '#lib/platform/log.ts';
import { MAX_MESSAGE_BYTES } from '#lib/protocol/messages.ts';
import type { Gateway } from './gateway.ts';
import { admit, type HandshakeDeps, type Refusal } from './handshake.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { Socket } from './session.ts';

export type AttachOptions = {
  gateway: Gateway;
  handshake: HandshakeDeps;
  metrics: GatewayMetrics;
  /** Takes an upgrade that is not ours (Next's development socket); false: nobody wants it. */
  other?: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
};

/** The one upgrade door of a server (rules C5, C6). The only file that knows the `ws` library. */
export function attachWs(server: Server, { gateway, handshake, metrics, other }: AttachOptions): void {
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES, clientTracking: false });
  server.on('upgrade', (request, socket: Duplex, head) => {
    // A detached socket without a listener would end the process by its first error.
    socket.on('error', () => socket.destroy());
    if (other?.(request, socket, head)) return;
    admit(request, handshake).then(
      (admission) => {
        if ('status' in admission) return refuse(socket, admission, metrics);
        if (socket.destroyed) return;
        wss.handleUpgrade(request, socket, head, (ws) => connect(ws, socket as TcpSocket, (port) => gateway.opened(port, admission.actor, admission.client_id)));
      },
      (error: unknown) => {
        log.error({ err: error }, 'handshake failed');
        refuse(socket, { status: 500, reason: 'internal' }, metrics);
      },
    );
  });
}

function refuse(socket: Duplex, { status, reason, headers = {} }: Refusal, metrics: GatewayMetrics): void {
  metrics.refused(reason);
  const lines = Object.entries({ Connection: 'close', 'Content-Length': '0', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\n${lines.join('')}\r\n`, () => socket.destroy());
}

function connect(ws: WebSocket, tcp: TcpSocket, open: (socket: Socket) => ReturnType<Gateway['opened']>): void {
  ws.binaryType = 'nodebuffer';
  const handler = open(portOf(ws, tcp));
  ws.on('message', (data, isBinary) => handler.message(isBinary ? null : String(data)));
  ws.on('ping', handler.alive);
  ws.on('pong', handler.alive);
  tcp.on('drain', handler.drained);
  // `ws` answers a broken frame by itself with 1002, 1007 or 1009 and then closes.
  ws.on('error', () => undefined);
  ws.on('close', handler.closed);
}

/** Frames are built by us and written as they are: without compression `ws` keeps no state between them. */
function portOf(ws: WebSocket, tcp: TcpSocket): Socket {
  return {
    get pending() {
      return tcp.writableLength;
    },
    write(chunks) {
      if (ws.readyState !== ws.OPEN || tcp.destroyed) return;
      if (chunks.length === 1 && chunks[0]) return void tcp.write(chunks[0]);
      tcp.write(Buffer.concat(chunks));
    },
    ping() {
      if (ws.readyState === ws.OPEN) ws.ping();
    },
    close: ({ code, reason }) => ws.close(code, reason),
    terminate: () => ws.terminate(),
  };
}
