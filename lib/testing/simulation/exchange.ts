import { ERRORS, type ErrorCode } from '#lib/protocol/errors.ts';
import { Wire, type Wires } from './wire.ts';

/** Made once: where they were made tells nothing, and takes long to find out. */
const ABORTED = new DOMException('aborted', 'AbortError');
const FAILED = new TypeError('the network failed');

type Reading = { done: boolean; value?: Uint8Array };

/** What a proxy keeps to itself of a stream until the server has said all. */
export type Held = 'nothing' | 'body' | 'all';

/** One `fetch` over a wire: a head that may come, then a body in pieces. */
export class Exchange {
  readonly wire: Wire;
  readonly #head = Promise.withResolvers<Response>();
  readonly #pieces: Uint8Array[] = [];
  #end: 'whole' | Error | null = null;
  #wake: (() => void) | null = null;
  readonly #held: Held;

  constructor(deps: Wires, { signal, held = 'nothing' }: { signal?: AbortSignal | null | undefined; held?: Held }) {
    this.#held = held;
    this.wire = new Wire(deps, {
      message: (text) => { this.#pieces.push(Buffer.from(text)); this.#wake?.(); },
      closed: (code) => this.#ended(code === 1000 ? 'whole' : FAILED),
    });
    signal?.addEventListener('abort', () => {
      this.wire.clientPort.close(1000);
      this.#ended(ABORTED);
    });
  }

  get response(): Promise<Response> {
    return this.#head.promise;
  }

  /** A stream follows. */
  begin(): void {
    this.wire.answer(() => { if (this.#held !== 'all') this.#head.resolve(this.#response(200, null)); });
  }

  json(value: unknown, status = 200): void {
    this.wire.answer(() => this.#head.resolve(this.#response(status, value)));
    this.wire.sink.end();
  }

  fail(code: ErrorCode): void {
    const { status, message, hint } = ERRORS[code];
    this.json({ type: 'about:blank', title: message, status, detail: message, code, hint }, status);
  }

  /** As much of a `Response` as its readers use: thousands of real ones would be most of a run's time. */
  #response(status: number, value: unknown): Response {
    const body = { getReader: () => ({ read: () => this.#read() }), cancel: async () => undefined };
    return { ok: status === 200, status, body, json: async () => value } as unknown as Response;
  }

  async #read(): Promise<Reading> {
    while ((this.#pieces.length === 0 || this.#held !== 'nothing') && this.#end === null) await new Promise<void>((resolve) => { this.#wake = resolve; });
    if (this.#end instanceof Error) throw this.#end;
    const value = this.#pieces.shift();
    return value ? { done: false, value } : { done: true };
  }

  #ended(how: 'whole' | Error): void {
    this.#end ??= how;
    if (this.#end === 'whole' && this.#held === 'all') this.#head.resolve(this.#response(200, null));
    this.#head.reject(this.#end instanceof Error ? this.#end : FAILED);
    this.#wake?.();
  }
}
