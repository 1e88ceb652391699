import type { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer, type Answer } from '../loopback-server.ts';

/** A site on loopback that gives the answers put into it, or fails as a whole in the way that a test says. */
export class ImitatedSite {
  readonly #answers = new Map<string, { body: string; type: string }>();
  /** Every request is answered with this status, where set. */
  status: number | null = null;
  /** Answers every request, where set. */
  instead: Answer | null = null;
  /** No request is answered. */
  silent = false;
  /** Requests that ended before they were answered. */
  abandoned = 0;
  #server: LoopbackServer | null = null;

  static async listen(): Promise<ImitatedSite> {
    const site = new ImitatedSite();
    site.#server = await LoopbackServer.listen((request, response) => site.#answer(request, response));
    return site;
  }

  get server(): LoopbackServer {
    if (this.#server === null) throw new Error('the site does not listen yet');
    return this.#server;
  }

  /** @param path with the query, if the answer depends on it */
  put(path: string, body: unknown, type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'): void {
    this.#answers.set(path, { body: typeof body === 'string' ? body : JSON.stringify(body), type });
  }

  url(path: string): string {
    return this.server.url(path).href;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    response.on('close', () => void (response.writableFinished || (this.abandoned += 1)));
    if (this.silent) return;
    if (this.instead) return this.instead(request, response);
    const url = request.url ?? '';
    const answer = this.#answers.get(url) ?? this.#answers.get(url.split('?')[0] ?? '');
    const status = this.status ?? (answer ? 200 : 404);
    response.writeHead(status, { 'content-type': answer?.type ?? 'text/plain' }).end(status < 400 ? answer?.body : 'no');
  }
}
