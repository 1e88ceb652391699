import { every, type Clock } from '#lib/platform/clock.ts';
import type { Bell, Ring } from '#lib/tasks/bell.ts';
import type { Feed } from './feed.ts';
import { Topic } from './topic.ts';

/** How long a topic that nobody follows stays warm. */
const IDLE_MS = 30_000;
/** How often what the bell may have lost is looked for. */
const HEAL_MS = 5_000;

type Deps = { feed: Feed; bell: Bell; clock: Clock; onHealed: (milestones: number) => void };

/** The topics of this node: one a task, opened by the first who asks. */
export class Topics {
  #deps: Deps;
  #open = new Map<string, Topic>();
  #opening = new Map<string, { rings: Ring[]; done: Promise<Topic | null> }>();
  #idleSince = new Map<string, number>();
  #stop: (() => void)[];

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#stop = [deps.bell.onRing((ring) => this.#hear(ring)), every(deps.clock, HEAL_MS, () => this.#tend())];
  }

  get size(): number {
    return this.#open.size;
  }

  /** Null where there is no such task. Rule S1: it listens first, then reads, then hears what came in between. */
  async open(id: string): Promise<Topic | null> {
    const known = this.#open.get(id);
    if (known) return known;
    const opening = this.#opening.get(id);
    if (opening) return opening.done;
    const rings: Ring[] = [];
    const done = this.#read(id, rings).finally(() => this.#opening.delete(id));
    this.#opening.set(id, { rings, done });
    return done;
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.#open.clear();
  }

  async #read(id: string, rings: Ring[]): Promise<Topic | null> {
    const task = await this.#deps.feed.readLive(id);
    if (!task) return null;
    const topic = new Topic(task, this.#deps);
    this.#open.set(id, topic);
    for (const ring of rings) topic.hear(ring);
    return topic;
  }

  #hear(ring: Ring): void {
    const id = ring.kind === 'milestone' ? ring.event.task_id : ring.kind === 'tick' ? ring.task_id : null;
    if (id === null) return;
    this.#opening.get(id)?.rings.push(ring);
    this.#open.get(id)?.hear(ring);
    if (ring.kind === 'tick' && ring.draft.type === 'task_deleted') this.#open.delete(id);
  }

  #tend(): void {
    const now = this.#deps.clock.now();
    for (const [id, topic] of this.#open) {
      if (topic.size > 0) {
        this.#idleSince.delete(id);
        // A finished task may be retried by another node whose bell we did not hear.
        void topic.heal().then((healed) => healed > 0 && this.#deps.onHealed(healed), () => undefined);
        continue;
      }
      const since = this.#idleSince.get(id) ?? now;
      this.#idleSince.set(id, since);
      if (now - since < IDLE_MS) continue;
      this.#open.delete(id);
      this.#idleSince.delete(id);
    }
  }
}
