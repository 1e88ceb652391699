import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** Files of a directory over ranged HTTP on loopback, counting what is sent. */
export class MediaServer {
  requests = 0;
  bytes = 0;
  /** Answers instead, where set. */
  status: number | null = null;
  readonly #server: Server;

  private constructor(directory: string) {
    this.#server = createServer((request, response) => {
      this.requests += 1;
      if (this.status !== null) return void response.writeHead(this.status).end();
      const file = path.join(directory, path.basename(request.url ?? ''));
      void stat(file).then(
        ({ size }) => {
          const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
          const end = Math.min(size - 1, to === '' ? size - 1 : Number(to));
          response.writeHead(request.headers.range ? 206 : 200, {
            'content-length': end - Number(from) + 1, 'accept-ranges': 'bytes', ...(request.headers.range ? { 'content-range': `bytes ${from}-${end}/${size}` } : {}),
          });
          const stream = createReadStream(file, { start: Number(from), end });
          stream.on('data', (chunk) => void (this.bytes += chunk.length));
          response.on('close', () => stream.destroy());
          stream.pipe(response);
        },
        () => response.writeHead(404).end(),
      );
    });
  }

  static async listen(directory: string): Promise<MediaServer> {
    const media = new MediaServer(directory);
    await new Promise<void>((resolve) => media.#server.listen(0, '127.0.0.1', resolve));
    return media;
  }

  url(file: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${file}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
