import { every, type Clock } from '#lib/platform/clock.ts';
import { log } from '#lib/platform/log.ts';
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
  #healing = false;
  #stop: (() => void)[];

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#stop = [deps.bell.onRing((ring) => this.#hear(ring)), every(deps.clock, HEAL_MS, () => this.#tend())];
  }

  get size(): number {
    return this.#open.size;
  }

  /** A topic that is open already. */
  warm(id: string): Topic | undefined {
    this.#idleSince.delete(id);
    return this.#open.get(id);
  }

  /** Null where there is no such task. Rule S1: it listens first, then reads, then hears what came in between. */
  async open(id: string): Promise<Topic | null> {
    const known = this.warm(id);
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
    for (const id of this.#open.keys()) this.#drop(id);
  }

  async #read(id: string, rings: Ring[]): Promise<Topic | null> {
    const task = await this.#deps.feed.readLive(id);
    if (!task) return null;
    const topic = new Topic(task, this.#deps);
    for (const ring of rings) topic.hear(ring);
    if (topic.deleted) return null;
    this.#open.set(id, topic);
    return topic;
  }

  #hear(ring: Ring): void {
    if (ring.kind === 'missed') return this.#tend();
    const id = taskOf(ring);
    if (id === null) return;
    this.#opening.get(id)?.rings.push(ring);
    const topic = this.#open.get(id);
    topic?.hear(ring);
    if (topic?.deleted) this.#drop(id);
  }

  #tend(): void {
    const now = this.#deps.clock.now();
    // Those that nobody follows too: they answer whoever asks again and again, and are not followed for long enough.
    const kept: Topic[] = [];
    for (const [id, topic] of this.#open) {
      const since = this.#idleSince.get(id);
      if (topic.size > 0) this.#idleSince.delete(id);
      else if (since === undefined) this.#idleSince.set(id, now);
      if (since !== undefined && topic.size === 0 && now - since >= IDLE_MS) this.#drop(id);
      else kept.push(topic);
    }
    if (kept.length > 0 && !this.#healing) void this.#heal(kept);
  }

  /** One query tells which topics are behind; a finished task may have been taken up again, or deleted, elsewhere. */
  async #heal(topics: readonly Topic[]): Promise<void> {
    this.#healing = true;
    try {
      const heads = await this.#deps.feed.heads(topics.map(({ id }) => id));
      for (const topic of topics) {
        const head = heads.get(topic.id);
        if (head === undefined) this.#vanish(topic);
        else if (head > topic.head) this.#deps.onHealed(await topic.heal());
      }
    } catch (error) {
      log.warn({ err: error }, 'the log could not be read; trying again soon');
    } finally {
      this.#healing = false;
    }
  }

  #vanish(topic: Topic): void {
    topic.vanish();
    this.#drop(topic.id);
  }

  #drop(id: string): void {
    this.#open.get(id)?.close();
    this.#open.delete(id);
    this.#idleSince.delete(id);
  }
}

/** The task that subscribers are told of. */
function taskOf(ring: Ring): string | null {
  if (ring.kind === 'milestone') return ring.event.task_id;
  return ring.kind === 'tick' || ring.kind === 'logged' ? ring.task_id : null;
}
