import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket as TcpSocket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { log } from '#lib/platform/log.ts';
import type { Close } from '#lib/protocol/close-codes.ts';
import { MAX_MESSAGE_BYTES } from '#lib/protocol/messages.ts';
import type { Gateway } from './gateway.ts';
import { admit, type Admission, type HandshakeDeps, type Refusal } from './handshake.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { Handler, Socket } from './socket.ts';
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
    // (It is no closure over the request, which would then be kept as long as the socket.)
    socket.on('error', destroy);
    if (other?.(request, socket, head)) return;
    socket.setTimeout(HANDSHAKE_MS, destroy);
    const welcome = (admission: Admission) => {
      if (!gateway.admits(admission.actor, admission.client_id)) return refuse(socket, FULL);
      // The answer to the handshake and the first message leave in one write.
      socket.cork();
      wss.handleUpgrade(request, socket, head, (ws) => connect(ws, socket, (port) => gateway.opened(port, admission)));
      atEndOfTurn({ writeNow: () => socket.uncork() });
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

/** A socket of `ws` that knows whom to tell. */
type Connected = WebSocket & { [HANDLER]?: Handler };
const HANDLER = Symbol('handler');

/** The listeners are the same functions for every connection: ten thousand of them hold no closures. */
function connect(ws: Connected, tcp: TcpSocket, open: (socket: Socket) => Handler): void {
  const handler = open(new Port(ws, tcp));
  ws[HANDLER] = handler;
  (tcp as TcpSocket & { [HANDLER]?: Handler })[HANDLER] = handler;
  ws.on('message', onMessage);
  ws.on('ping', onAlive);
  ws.on('pong', onAlive);
  tcp.on('drain', onDrain);
  // `ws` answers a broken frame by itself with 1002, 1007 or 1009 and then closes.
  ws.on('error', ignore);
  ws.on('close', onClose);
}

function onMessage(this: Connected, data: unknown, isBinary: boolean): void {
  this[HANDLER]?.message(isBinary ? null : (data as Buffer).toString());
}

function onAlive(this: Connected): void {
  this[HANDLER]?.alive();
}

function onDrain(this: { [HANDLER]?: Handler }): void {
  this[HANDLER]?.drained();
}

function onClose(this: Connected, code: number): void {
  this[HANDLER]?.closed(code);
}

function ignore(): void {}

function destroy(this: TcpSocket): void {
  this.destroy();
}

/**
 * Frames are built by us and written as they are. Beside them `ws` writes only its control frames: without
 * compression each goes out whole and at once, so the two never mix within a frame.
 */
class Port implements Socket {
  readonly #ws: WebSocket;
  readonly #tcp: TcpSocket;

  constructor(ws: WebSocket, tcp: TcpSocket) {
    this.#ws = ws;
    this.#tcp = tcp;
  }

  get pending(): number {
    return this.#tcp.writableLength;
  }

  get blocked(): boolean {
    return this.#tcp.writableNeedDrain;
  }

  write(bytes: Buffer): void {
    if (this.#ws.readyState === this.#ws.OPEN && !this.#tcp.destroyed) this.#tcp.write(bytes);
  }

  ping(): void {
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping();
  }

  close({ code, reason }: Close): void {
    this.#ws.close(code, reason);
  }

  terminate(): void {
    this.#ws.terminate();
  }

  pause(): void {
    this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
  }
}
