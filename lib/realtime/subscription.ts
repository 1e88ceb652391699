import type { Encoded } from './encode.ts';
import type { Listener, Topic } from './topic.ts';

type Deps = {
  topic: Topic;
  /** @param appended for what is live: when it was logged, by the clock; null for what is caught up on */
  send: (encoded: Encoded, appended: number | null) => void;
  /** Resolves once the connection takes more. */
  room: () => Promise<void>;
  onEnd: () => void;
};

/**
 * One follower of one task. It catches up from the log until its cursor meets the topic's head, and joins the
 * live tail in the same turn: nothing is missed, doubled or out of order between the two (rule S1).
 */
export class Subscription implements Listener {
  readonly topic: Topic;
  #deps: Deps;
  #over = false;

  constructor(deps: Deps) {
    this.topic = deps.topic;
    this.#deps = deps;
  }

  /** Rule S2: the state as it stands, with what only ticks carry; then live. */
  fromSnapshot(): void {
    this.#deps.send(this.topic.snapshot(), null);
    for (const encoded of this.topic.newestTicks()) if (!IN_SNAPSHOT.has(encoded.type)) this.#deps.send(encoded, null);
    this.topic.join(this);
  }

  /** Rule S3: milestones after the cursor, the newest ticks, then live. */
  async from(after: number): Promise<void> {
    let cursor = after;
    while (cursor < this.topic.head && !this.#over) {
      const missing = await this.topic.after(cursor);
      if (missing.length === 0) break;
      for (const encoded of missing) {
        await this.#deps.room();
        if (this.#over) return;
        this.#deps.send(encoded, null);
        cursor = encoded.seq;
      }
    }
    if (this.#over) return;
    for (const encoded of this.topic.newestTicks()) this.#deps.send(encoded, null);
    this.topic.join(this);
  }

  event(encoded: Encoded, appended: number | null): void {
    this.#deps.send(encoded, appended);
  }

  ended(): void {
    this.stop();
    this.#deps.onEnd();
  }

  stop(): void {
    this.#over = true;
    this.topic.leave(this);
  }
}

const IN_SNAPSHOT = new Set<Encoded['type']>(['progress_update', 'queue_position']);
