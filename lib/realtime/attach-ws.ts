import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket as TcpSocket } from 'node:net';
import { log } from '#lib/platform/log.ts';
import type { Gateway } from './gateway.ts';
import { admit, type Admission, type HandshakeDeps, type Refusal } from './handshake.ts';
import type { GatewayMetrics } from './metrics.ts';
import { Connection } from './ws-connection.ts';
import { shakeHands, type Knock } from './ws.ts';

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
  const door = new Door(gateway, { ...handshake, draining: () => gateway.draining }, metrics);
  server.on('upgrade', (request, socket: TcpSocket, head) => {
    if (!other?.(request, socket, head)) door.knock({ request, socket, head });
  });
}

/** Whoever knocks is answered at once where nobody has to be asked who it is. */
class Door {
  readonly #gateway: Gateway;
  readonly #deps: HandshakeDeps;
  readonly #metrics: AttachOptions['metrics'];

  constructor(gateway: Gateway, deps: HandshakeDeps, metrics: AttachOptions['metrics']) {
    this.#gateway = gateway;
    this.#deps = deps;
    this.#metrics = metrics;
  }

  knock(knock: Knock): void {
    try {
      const admitted = admit(knock.request, this.#deps);
      if (admitted instanceof Promise) this.#wait(knock, admitted);
      else this.#answer(knock, admitted);
    } catch (error) {
      this.#fail(knock, error);
    }
  }

  #wait(knock: Knock, admitted: Promise<Admission | Refusal>): void {
    const { socket } = knock;
    // A detached socket without a listener would end the process by its first error.
    // (It is no closure over the request, which would then be kept as long as the socket.)
    socket.on('error', destroy);
    socket.setTimeout(HANDSHAKE_MS, destroy);
    admitted.then((admission) => this.#answer(knock, admission)).catch((error: unknown) => this.#fail(knock, error));
  }

  #answer(knock: Knock, admission: Admission | Refusal): void {
    const { socket, head } = knock;
    if ('status' in admission) return this.#refuse(socket, admission);
    if (!this.#gateway.admits(admission.actor, admission.client_id)) return this.#refuse(socket, FULL);
    shakeHands(knock, (answer) => new Connection(socket, { answer, head }).connect((port) => this.#gateway.opened(port, admission)));
  }

  #refuse(socket: Duplex, refusal: Refusal): void {
    this.#metrics.refused(refusal.reason);
    endWith(socket, refusal);
  }

  #fail({ socket }: Knock, error: unknown): void {
    log.error({ err: error }, 'a handshake failed');
    this.#refuse(socket, { status: 500, reason: 'internal' });
  }
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
