import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket as TcpSocket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { log } from '#lib/platform/log.ts';
import { MAX_MESSAGE_BYTES } from '#lib/protocol/messages.ts';
import type { Gateway, Handler } from './gateway.ts';
import { admit, type Admission, type HandshakeDeps, type Refusal } from './handshake.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { Socket } from './session.ts';
import { atEndOfTurn } from './turn.ts';

export type AttachOptions = {
  gateway: Gateway;
  handshake: Omit<HandshakeDeps, 'draining'>;
  metrics: Pick<GatewayMetrics, 'refused'>;
  /** Takes an upgrade that is not ours (Next's development socket); false: nobody wants it. */
  other?: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
};

/** How long a handshake may take, the database's answer included. */
const HANDSHAKE_MS = 10_000;

/** The one upgrade door of a server (rules C5, C6). The only file that knows the `ws` library. */
export function attachWs(server: Server, { gateway, handshake, metrics, other }: AttachOptions): void {
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES, clientTracking: false });
  const deps = { ...handshake, draining: () => gateway.draining };
  const refuse = (socket: Duplex, refusal: Refusal) => {
    metrics.refused(refusal.reason);
    endWith(socket, refusal);
  };
  server.on('upgrade', (request, socket: TcpSocket, head) => {
    // A detached socket without a listener would end the process by its first error.
    socket.on('error', () => socket.destroy());
    if (other?.(request, socket, head)) return;
    socket.setTimeout(HANDSHAKE_MS, () => socket.destroy());
    const welcome = (admission: Admission) => {
      if (!gateway.admits(admission.actor, admission.client_id)) return refuse(socket, FULL);
      // The answer to the handshake and the first message leave in one write.
      socket.cork();
      wss.handleUpgrade(request, socket, head, (ws) => connect(ws, socket, (port) => gateway.opened(port, admission)));
      atEndOfTurn(() => socket.uncork());
    };
    admit(request, deps).then(
      (answer) => ('status' in answer ? refuse(socket, answer) : welcome(answer)),
      (error: unknown) => {
        log.error({ err: error }, 'a handshake failed');
        refuse(socket, { status: 500, reason: 'internal' });
      },
    );
  });
}

const FULL: Refusal = { status: 429, reason: 'connections', headers: { 'Retry-After': '5' } };

function endWith(socket: Duplex, { status, headers = {} }: Refusal): void {
  const lines = Object.entries({ Connection: 'close', 'Content-Length': '0', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\n${lines.join('')}\r\n`, () => socket.destroy());
}

function connect(ws: WebSocket, tcp: TcpSocket, open: (socket: Socket) => Handler): void {
  const handler = open(portOf(ws, tcp));
  ws.on('message', (data, isBinary) => handler.message(isBinary ? null : (data as Buffer).toString()));
  ws.on('ping', handler.alive);
  ws.on('pong', handler.alive);
  tcp.on('drain', handler.drained);
  // `ws` answers a broken frame by itself with 1002, 1007 or 1009 and then closes.
  ws.on('error', () => undefined);
  ws.on('close', handler.closed);
}

/**
 * Frames are built by us and written as they are. Beside them `ws` writes only its control frames: without
 * compression each goes out whole and at once, so the two never mix within a frame.
 */
function portOf(ws: WebSocket, tcp: TcpSocket): Socket {
  return {
    get pending() {
      return tcp.writableLength;
    },
    get blocked() {
      return tcp.writableNeedDrain;
    },
    write(bytes) {
      if (ws.readyState === ws.OPEN && !tcp.destroyed) tcp.write(bytes);
    },
    ping() {
      if (ws.readyState === ws.OPEN) ws.ping();
    },
    close: ({ code, reason }) => ws.close(code, reason),
    terminate: () => ws.terminate(),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
  };
}
