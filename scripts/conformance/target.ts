import { randomUUID } from 'node:crypto';
import { zTaskView, isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { Client } from './client.ts';
import { must } from './expect.ts';
import { RawSocket } from './raw-socket.ts';
import type { SlowMedia } from './slow-media.ts';

type Options = { base: URL; token: string | null; pid: number | null; media: SlowMedia | null };

/** The server under test, as a stranger with one credential sees it. */
export class Target {
  readonly base: URL;
  readonly pid: number | null;
  readonly media: SlowMedia | null;
  #token: string | null;

  constructor(options: Options) {
    this.base = options.base;
    this.pid = options.pid;
    this.media = options.media;
    this.#token = options.token;
  }

  /** Without a token the server must be in local mode. */
  get local(): boolean {
    return this.#token === null;
  }

  get headers(): Record<string, string> {
    return this.#token ? { authorization: `Bearer ${this.#token}` } : {};
  }

  /** Headers of a handshake written by hand. */
  get rawHeaders(): Record<string, string> {
    return { Host: this.base.host, ...(this.#token ? { Authorization: `Bearer ${this.#token}` } : {}) };
  }

  connect(clientId: string = randomUUID()): Promise<Client> {
    return Client.open(this.#socketUrl(clientId), this.headers);
  }

  /** With a share token alone. */
  connectAs(shareToken: string): Promise<Client> {
    const url = this.#socketUrl(randomUUID());
    url.searchParams.set('token', shareToken);
    return Client.open(url, {});
  }

  raw(): RawSocket {
    return new RawSocket(this.base);
  }

  call(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(new URL(path, this.base), { ...init, headers: { ...this.headers, ...(init.headers as Record<string, string>) }, signal: AbortSignal.timeout(60_000) });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.call(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });
  }

  async submit(): Promise<TaskView> {
    const response = await this.post('/api/v1/tasks', { url: SAMPLE_URL });
    must(response.status === 201, `POST /api/v1/tasks: ${response.status} ${await response.clone().text()}`);
    return zTaskView.parse(await response.json());
  }

  /** @returns the token of a new share link */
  async share(id: string, options: { expires_in?: number } = {}): Promise<string> {
    return ((await (await this.post(`/api/v1/tasks/${id}/share`, options)).json()) as { token: string }).token;
  }

  async view(id: string): Promise<TaskView> {
    const response = await this.call(`/api/v1/tasks/${id}`);
    must(response.status === 200, `GET /api/v1/tasks/${id}: ${response.status}`);
    return zTaskView.parse(await response.json());
  }

  /** A task that has ended. */
  async finished(): Promise<TaskView> {
    const { id } = await this.submit();
    for (let tries = 0; tries < 300; tries++) {
      const view = await this.view(id);
      if (isFinished(view.status)) return view;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the task did not end within 30 s');
  }

  #socketUrl(clientId: string): URL {
    const url = new URL(`/ws/${clientId}`, this.base);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    return url;
  }
}
