import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const LINES = Array.from({ length: 40 }, (_, index) =>
  `${stamp(index * 3)} --> ${stamp(index * 3 + 3)}\n${index % 8 === 0 ? 'Now the next part begins.' : `Sentence ${index} tells of bridges, rivers and the people who build them.`}\n`);

function stamp(seconds: number): string {
  return `00:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}.000`;
}

/**
 * A captions file whose bytes come only when they are let go: makes a run that is still going on
 * while it is looked at. What is called `gone…` is answered 404. The server under test must allow this address (FETCH_ALLOW).
 */
export class SlowMedia {
  #server: Server;
  #waiting = new Map<string, ServerResponse[]>();
  #free = new Set<string>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => {
      const name = request.url ?? '/';
      if (name.startsWith('/gone')) return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': 'text/vtt' });
      if (this.#free.has(name)) return void response.end(this.#body());
      response.write('WEBVTT\n\n');
      this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), response]);
    });
  }

  static async listen(port: number): Promise<SlowMedia> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return new SlowMedia(server);
  }

  url(name: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${name}.vtt`;
  }

  /** Lets the rest of a file go, now and from now on. */
  release(name: string): void {
    const path = `/${name}.vtt`;
    this.#free.add(path);
    for (const response of this.#waiting.get(path) ?? []) response.end(LINES.join('\n'));
    this.#waiting.delete(path);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #body(): string {
    return `WEBVTT\n\n${LINES.join('\n')}`;
  }
}
