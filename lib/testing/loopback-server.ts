import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTP server on loopback that answers as a test says and remembers what it was asked. */
export class LoopbackServer {
  /** `GET /path?query`, in order of arrival. */
  readonly asked: string[] = [];
  /** Connections made, whether or not anything was asked on them. */
  connections = 0;
  readonly #server;

  private constructor(answer: Answer) {
    this.#server = createServer((request, response) => {
      this.asked.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
    this.#server.on('connection', () => void (this.connections += 1));
  }

  static async listen(answer: Answer): Promise<LoopbackServer> {
    const server = new LoopbackServer(answer);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The entry of FETCH_ALLOW that lets this server be fetched. */
  get allow(): string {
    return `127.0.0.1:${this.port}`;
  }

  url(path: string): URL {
    return new URL(path, `http://127.0.0.1:${this.port}`);
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
