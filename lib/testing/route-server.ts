import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
/** A route's handlers under the path it stands at; `[id]` is any one segment. */
export type Routes = Record<string, Partial<Record<string, Handler>>>;

/** Route handlers behind a real port, as Next serves them: bodies stream both ways, HEAD is answered by GET. */
export class RouteServer {
  /** Looks at each request first; what it returns true for is not answered. */
  intercept: (request: IncomingMessage) => boolean = () => false;
  readonly #server: Server;

  private constructor(routes: Routes) {
    this.#server = createServer((request, response) => {
      if (this.intercept(request)) return;
      void respond(routes, request, response).catch(() => response.destroy());
    });
  }

  static async listen(routes: Routes): Promise<RouteServer> {
    const server = new RouteServer(routes);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

async function respond(routes: Routes, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const method = incoming.method ?? 'GET';
  for (const [path, handlers] of Object.entries(routes)) {
    const match = new RegExp(`^${path.replace('[id]', '(?<id>[^/]+)')}$`).exec(url.pathname);
    const handler = handlers[method === 'HEAD' ? 'GET' : method];
    if (!match || !handler) continue;
    const body = method === 'GET' || method === 'HEAD' ? {} : { body: Readable.toWeb(incoming), duplex: 'half' };
    const headers = Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []));
    const response = await handler(new Request(url, { method, headers, ...body } as RequestInit), { params: Promise.resolve({ ...match.groups }) });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (method === 'HEAD' || response.body === null) return void outgoing.end();
    return pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), outgoing);
  }
  outgoing.writeHead(404).end();
}
