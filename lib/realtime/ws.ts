import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import { Receiver, WebSocketServer } from 'ws';
import { CLOSE, type Close } from '#lib/protocol/close-codes.ts';
import { MAX_MESSAGE_BYTES } from '#lib/protocol/messages.ts';

// The one file that knows the socket library, which judges handshakes and reads frames, with all that can be wrong with
// them. What is written is built by us.

/** Somebody asks for an upgrade. @property head what came behind the request already */
export type Knock = { request: IncomingMessage; socket: TcpSocket; head: Buffer };

/** Judges a request for WebSocket (RFC 6455, 4.2), and refuses one that is wrong. @param right is given the answer, which is still to be written */
export function shakeHands({ request, socket, head }: Knock, right: (answer: string) => void): void {
  // What `ws` makes of a handshake is ours to say: it hands it on as it is.
  handshakes.handleUpgrade(request, socket, head, right as (made: unknown) => void);
}

/** What every key is answered with (1.3). */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The answer of `ws` needs an object for its hash, and leaves before the first message: ours leaves with it. */
class Handshakes extends WebSocketServer {
  completeUpgrade(...[, key, protocols, , socket, , right]: [unknown, string, Set<string>, IncomingMessage, TcpSocket, Buffer, (answer: string) => void]): void {
    if (!socket.readable || !socket.writable) return void socket.destroy();
    const [protocol] = protocols;
    const chosen = protocol === undefined ? '' : `Sec-WebSocket-Protocol: ${protocol}\r\n`;
    right(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${hash('sha1', key + GUID, 'base64')}\r\n${chosen}\r\n`);
  }
}

const handshakes = new Handshakes({ noServer: true, perMessageDeflate: false, clientTracking: false });

/** What is told of the frames of a connection. */
export type FrameHandler = {
  /** @param text null: the message was of another kind */
  heard(text: string | null): void;
  pinged(payload: Buffer): void;
  ponged(): void;
  /** The peer's goodbye. @param code 1005: without one */
  concluded(code: number): void;
  /** A frame that is none, or too large; nothing is read behind it. @param close what to say */
  broken(close: Close): void;
};

/** Reads what a client sends, and tells it at once: there are no listeners. */
export class FrameReader extends Receiver {
  readonly handler: FrameHandler;

  constructor(handler: FrameHandler) {
    super({ isServer: true, maxPayload: MAX_MESSAGE_BYTES });
    this.handler = handler;
  }

  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    switch (event) {
      case 'message':
        this.handler.heard(second === true ? null : (first as Buffer).toString());
        break;
      case 'ping':
        this.handler.pinged(first as Buffer);
        break;
      case 'pong':
        this.handler.ponged();
        break;
      case 'conclude':
        this.handler.concluded(first as number);
        break;
      case 'error':
        this.handler.broken(BROKEN[(first as NodeJS.ErrnoException).code ?? ''] ?? CLOSE.broken_frame);
        break;
    }
    return true;
  }
}

/** What `ws` says of a frame; everything else is 1002. */
const BROKEN: Record<string, Close> = {
  WS_ERR_INVALID_UTF8: CLOSE.not_utf8,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: CLOSE.too_big,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: CLOSE.too_big,
};
