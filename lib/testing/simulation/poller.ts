import { zTaskView, type TaskView } from '#lib/protocol/task-view.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { Credential } from './credential.ts';
import type { SimulatedServer } from './server.ts';

type Deps = { clock: Clock; server: SimulatedServer; credential: Credential };

/** Milliseconds between an answer and the next question. */
const AGAIN_MS = 2_000;

/** Somebody's script: it asks for one task again and again, and holds what it was told last. */
export class SimulatedPoller {
  #deps: Deps;
  #task_id: string;
  #onShown: (view: TaskView) => void;
  #left = new AbortController();
  view: TaskView | null = null;
  gone = false;

  constructor(deps: Deps, task_id: string, onShown: (view: TaskView) => void) {
    this.#deps = deps;
    this.#task_id = task_id;
    this.#onShown = onShown;
    void this.#ask();
  }

  leave(): void {
    this.#left.abort();
  }

  async #ask(): Promise<void> {
    const { server, credential, clock } = this.#deps;
    try {
      const response = await server.fetch(`/api/v1/tasks/${this.#task_id}`, { signal: this.#left.signal }, { credential, told: true });
      if (response.status === 401) credential.renew();
      if (response.status === 404) this.gone = true;
      if (response.ok) this.#show(zTaskView.parse(await response.json()));
    } catch {
      // The network failed: it asks again.
    }
    if (!this.#left.signal.aborted) clock.after(AGAIN_MS, () => void this.#ask());
  }

  #show(view: TaskView): void {
    this.gone = false;
    this.view = view;
    this.#onShown(view);
  }
}
