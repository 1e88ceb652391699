import type { Encoded } from './encode.ts';
import type { Done } from './in-order.ts';
import { isBehind } from './topic-for.ts';
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
 * One follower of one task. It joins first, so that the topic is kept; then it catches up from the log until its cursor
 * meets the topic's head, and is live from the same turn on: nothing is missed, doubled or out of order between the two (rule S1).
 */
export class Subscription implements Listener {
  readonly topic: Topic;
  seat = -1;
  #follower: Follower;
  #live = false;
  #over = false;

  constructor(topic: Topic, follower: Follower) {
    this.topic = topic;
    this.#follower = follower;
  }

  /** @param after the newest milestone that the client has; one that the log does not have gets the state instead of silence (rule S3) */
  start(after?: number): Done {
    this.topic.join(this);
    if (after !== undefined && !isBehind(this.topic, after)) return this.#resume(after);
    this.#follower.deliver(this.topic.snapshot(), null);
    this.#goLive((tick) => !IN_SNAPSHOT.has(tick.type));
  }

  event(encoded: Encoded, appended: number | null): void {
    // Who is catching up finds it in the log, or among the newest ticks.
    if (this.#live) this.#follower.deliver(encoded, appended);
  }

  ended(): void {
    if (!this.#live) return;
    this.stop();
    this.#follower.unfollowed(this.topic);
  }

  stop(): void {
    this.#over = true;
    this.topic.leave(this);
  }

  /** Rule S3: milestones after the cursor, the newest ticks, then live. */
  async #resume(after: number): Promise<void> {
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
    if (!this.#over) this.#goLive();
  }

  #goLive(wanted: (tick: Encoded) => boolean = () => true): void {
    for (const tick of this.topic.newestTicks()) if (wanted(tick)) this.#follower.deliver(tick, null);
    this.#live = true;
    if (this.topic.deleted) this.ended();
  }
}

const IN_SNAPSHOT = new Set<Encoded['type']>(['progress_update', 'queue_position']);
