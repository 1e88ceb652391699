import type { Encoded } from './encode.ts';
import type { Listener, Topic } from './topic.ts';

/** A connection that follows a task: one object for all it follows, so that a subscription makes no functions. */
export type Follower = {
  /** @param appended for what is live: when it was logged, by the clock; null for what is caught up on */
  deliver(encoded: Encoded, appended: number | null): void;
  /** Resolves once the connection takes more. */
  room(): Promise<void>;
  /** The task is gone. */
  unfollowed(topic: Topic): void;
};

/**
 * One follower of one task. It catches up from the log until its cursor meets the topic's head, and joins the
 * live tail in the same turn: nothing is missed, doubled or out of order between the two (rule S1).
 */
export class Subscription implements Listener {
  readonly topic: Topic;
  #follower: Follower;
  #over = false;

  constructor(topic: Topic, follower: Follower) {
    this.topic = topic;
    this.#follower = follower;
  }

  /** Rule S2: the state as it stands, with what only ticks carry; then live. */
  fromSnapshot(): void {
    this.#follower.deliver(this.topic.snapshot(), null);
    for (const encoded of this.topic.newestTicks()) if (!IN_SNAPSHOT.has(encoded.type)) this.#follower.deliver(encoded, null);
    this.topic.join(this);
  }

  /** Rule S3: milestones after the cursor, the newest ticks, then live. */
  async from(after: number): Promise<void> {
    let cursor = after;
    while (cursor < this.topic.head && !this.#over) {
      const missing = await this.topic.after(cursor);
      if (missing.length === 0) break;
      for (const encoded of missing) {
        await this.#follower.room();
        if (this.#over) return;
        this.#follower.deliver(encoded, null);
        cursor = encoded.seq;
      }
    }
    if (this.#over) return;
    for (const encoded of this.topic.newestTicks()) this.#follower.deliver(encoded, null);
    this.topic.join(this);
  }

  event(encoded: Encoded, appended: number | null): void {
    this.#follower.deliver(encoded, appended);
  }

  ended(): void {
    this.stop();
    this.#follower.unfollowed(this.topic);
  }

  stop(): void {
    this.#over = true;
    this.topic.leave(this);
  }
}

const IN_SNAPSHOT = new Set<Encoded['type']>(['progress_update', 'queue_position']);
