import { createSseParser } from '#lib/client/sse-parser.ts';
import { fold, stateOf } from '#lib/protocol/fold.ts';
import { blankView, isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import { eventOf, parseServerMessage } from '#lib/protocol/wire.ts';
import { isoNow, type Clock } from '#lib/platform/clock.ts';
import type { Credential } from './credential.ts';
import type { SimulatedServer } from './server.ts';

type Deps = { clock: Clock; server: SimulatedServer; credential: Credential };

/** Milliseconds until a browser asks again, where the server names no time. */
const AGAIN_MS = 3_000;
/** A task that has ended may be taken up again, or deleted: it is asked for as seldom as this. Milliseconds. */
const ENDED_MS = 15_000;

/**
 * Somebody else's page: one task by the browser's own EventSource (WHATWG HTML, 9.2), which resumes by `Last-Event-ID`,
 * and rule E3. It knows nothing of this project's client.
 */
export class SimulatedSource {
  #deps: Deps;
  #task_id: string;
  #onShown: (view: TaskView) => void;
  #state;
  #lastEventId = '';
  #again = AGAIN_MS;
  #left = new AbortController();
  gone = false;

  constructor(deps: Deps, task_id: string, onShown: (view: TaskView) => void) {
    this.#deps = deps;
    this.#task_id = task_id;
    this.#onShown = onShown;
    this.#state = stateOf(blankView(task_id, isoNow(deps.clock)));
    void this.#follow();
  }

  get view(): TaskView {
    return this.#state.view;
  }

  leave(): void {
    this.#left.abort();
  }

  async #follow(): Promise<void> {
    try {
      await this.#read();
    } catch {
      // Whatever it was, a page asks again.
    }
    if (this.gone || this.#left.signal.aborted) return;
    this.#deps.clock.after(isFinished(this.view.status) ? ENDED_MS : this.#again, () => void this.#follow());
    this.#again = AGAIN_MS;
  }

  async #read(): Promise<void> {
    const { server, credential } = this.#deps;
    const headers = new Headers({ accept: 'text/event-stream', ...(this.#lastEventId !== '' && { 'last-event-id': this.#lastEventId }) });
    const response = await server.fetch(`/api/v1/tasks/${this.#task_id}/events`, { headers, signal: this.#left.signal }, { credential, told: true });
    if (response.status === 401) credential.renew();
    if (response.status === 404) this.gone = true;
    if (!response.ok || !response.body) return;
    // Events are counted anew on each connection (`n` may come from another process).
    this.#state = { ...this.#state, n: 0 };
    const decoder = new TextDecoder();
    const parse = createSseParser((data) => this.#hear(data), (ms) => { this.#again = ms; });
    const reader = response.body.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const text = decoder.decode(piece.value, { stream: true });
      for (const [, id = ''] of text.matchAll(/^id: (\d+)$/gm)) this.#lastEventId = id;
      parse(text);
    }
  }

  #hear(data: string): void {
    const message = parseServerMessage(data);
    if (message.type === 'task_snapshot') this.#state = stateOf(message.task);
    const event = eventOf(message);
    if (event) this.#state = fold(this.#state, event);
    this.gone ||= this.#state.deleted;
    if (this.view.seq > 0) this.#onShown(this.view);
  }
}
