import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Held = { response: ServerResponse; rest: string };

/** A site on loopback whose captions come only when a test lets them: a run that can be looked at while it runs. */
export class SlowOrigin {
  readonly requests: string[] = [];
  #server: Server;
  #files = new Map<string, { type: string; body: string | Buffer; hold: boolean }>();
  #held = new Map<string, Held[]>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => this.#answer(request.url ?? '/', response));
  }

  static async start(): Promise<SlowOrigin> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new SlowOrigin(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Puts a file; held back, its second half waits for `release`. */
  put(name: string, file: { type: string; body: string | Buffer; hold?: boolean }): string {
    this.#files.set(`/${name}`, { ...file, hold: file.hold ?? false });
    return `http://${this.host}/${name}`;
  }

  release(name: string): void {
    const path = `/${name}`;
    const file = this.#files.get(path);
    if (file) file.hold = false;
    for (const { response, rest } of this.#held.get(path) ?? []) response.end(rest);
    this.#held.delete(path);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(path: string, response: ServerResponse): void {
    this.requests.push(path);
    const file = this.#files.get(path);
    if (!file) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': file.type });
    if (!file.hold) return void response.end(file.body);
    const text = String(file.body);
    response.write(text.slice(0, 40));
    this.#held.set(path, [...(this.#held.get(path) ?? []), { response, rest: text.slice(40) }]);
  }
}

/** Captions of a lecture of so many minutes, a cue every four seconds. */
export function lectureVtt(minutes: number): string {
  const topics = ['bridges and the rivers they cross', 'railways and the towns they made', 'lighthouses and the ships they saved'];
  const cues = Array.from({ length: minutes * 15 }, (_, index) => {
    const topic = topics[Math.floor((index / (minutes * 15)) * topics.length)];
    return `${stamp(index * 4)} --> ${stamp(index * 4 + 4)}\nSentence ${index + 1} explains ${topic}, and why engineers still study them.\n`;
  });
  return `WEBVTT\n\n${cues.join('\n')}`;
}

function stamp(seconds: number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}.000`;
}
