import type { Encoded } from './encode.ts';
import type { Listener, Topic } from './topic.ts';

type Deps = { topic: Topic; send: (encoded: Encoded) => void; onEnd: () => void };

/**
 * One follower of one task. It catches up from the log until its cursor meets the topic's head, and joins the
 * live tail in the same turn: nothing is missed, doubled or out of order between the two (rule S1).
 */
export class Subscription implements Listener {
  readonly topic: Topic;
  #send: (encoded: Encoded) => void;
  #onEnd: () => void;
  #over = false;

  constructor({ topic, send, onEnd }: Deps) {
    this.topic = topic;
    this.#send = send;
    this.#onEnd = onEnd;
  }

  /** Rule S2: the state as it stands, then live. */
  fromSnapshot(): void {
    this.#send(this.topic.snapshot());
    this.topic.join(this);
  }

  /** Rule S3: milestones after the cursor, the newest ticks, then live. */
  async from(after: number): Promise<void> {
    let cursor = after;
    while (cursor < this.topic.head && !this.#over) {
      const missing = await this.topic.after(cursor);
      if (missing.length === 0) break;
      if (this.#over) return;
      for (const encoded of missing) this.#send(encoded);
      cursor = missing.at(-1)?.seq ?? cursor;
    }
    if (this.#over) return;
    for (const encoded of this.topic.newestTicks()) this.#send(encoded);
    this.topic.join(this);
  }

  event(encoded: Encoded): void {
    this.#send(encoded);
  }

  ended(): void {
    this.stop();
    this.#onEnd();
  }

  stop(): void {
    this.#over = true;
    this.topic.leave(this);
  }
}
