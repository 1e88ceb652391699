import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket as TcpSocket } from 'node:net';
import { WebSocketServer } from 'ws';
import { log } from '#lib/platform/log.ts';
import { MAX_MESSAGE_BYTES } from '#lib/protocol/messages.ts';
import type { Gateway } from './gateway.ts';
import { admit, type Admission, type HandshakeDeps, type Refusal } from './handshake.ts';
import type { GatewayMetrics } from './metrics.ts';
import { connect, Connection } from './ws-connection.ts';

export type AttachOptions = {
  gateway: Gateway;
  handshake: Omit<HandshakeDeps, 'draining'>;
  metrics: Pick<GatewayMetrics, 'refused'>;
  /** Takes an upgrade that is not ours (Next's development socket); false: nobody wants it. */
  other?: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
};

/** How long a handshake may take, the database's answer included. */
const HANDSHAKE_MS = 10_000;

/** The one upgrade door of a server (rules C5, C6). */
export function attachWs(server: Server, { gateway, handshake, metrics, other }: AttachOptions): void {
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES, clientTracking: false, WebSocket: Connection });
  const deps = { ...handshake, draining: () => gateway.draining };
  const refuse = (socket: Duplex, refusal: Refusal) => {
    metrics.refused(refusal.reason);
    endWith(socket, refusal);
  };
  server.on('upgrade', (request, socket: TcpSocket, head) => {
    if (other?.(request, socket, head)) return;
    const answer = (admission: Admission | Refusal) => {
      if ('status' in admission) return refuse(socket, admission);
      if (!gateway.admits(admission.actor, admission.client_id)) return refuse(socket, FULL);
      // The answer to the handshake and the first message leave in one write.
      socket.cork();
      wss.handleUpgrade(request, socket, head, (ws) => connect(ws, socket, (port) => gateway.opened(port, admission)));
      socket.uncork();
    };
    const fail = (error: unknown) => {
      log.error({ err: error }, 'a handshake failed');
      refuse(socket, { status: 500, reason: 'internal' });
    };
    try {
      const admitted = admit(request, deps);
      if (!(admitted instanceof Promise)) return answer(admitted);
      // A detached socket without a listener would end the process by its first error.
      // (It is no closure over the request, which would then be kept as long as the socket.)
      socket.on('error', destroy);
      socket.setTimeout(HANDSHAKE_MS, destroy);
      admitted.then(answer).catch(fail);
    } catch (error) {
      fail(error);
    }
  });
}

const FULL: Refusal = { status: 429, reason: 'connections', headers: { 'Retry-After': '5' } };

function endWith(socket: Duplex, { status, headers = {} }: Refusal): void {
  const lines = Object.entries({ Connection: 'close', 'Content-Length': '0', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', ignore);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\n${lines.join('')}\r\n`, () => socket.destroy());
}

function ignore(): void {}

function destroy(this: TcpSocket): void {
  this.destroy();
}
