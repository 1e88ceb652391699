import type { Actor } from '#lib/auth/actor.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { Encoded } from './encode.ts';
import type { Guest } from './guests.ts';
import type { GatewayMetrics } from './metrics.ts';
import { Outbox, type Chunk, type Sink } from './outbox.ts';
import { Subscription, type Follower } from './subscription.ts';
import type { Topic } from './topic.ts';

/** Proxies end what is silent for a minute. */
const COMMENT_MS = 15_000;

/** What an event stream is written to. */
export type StreamSink = Sink & {
  /** All is said. */
  end(): void;
  /** Ends it without another word. */
  destroy(): void;
};

export type StreamDeps = {
  clock: Clock;
  /** Makes the stream known to who checks credentials. @returns to be called when it has ended */
  enter(guest: Guest): () => void;
  metrics: Pick<GatewayMetrics, 'conflated' | 'written'>;
};

/** Rule T1: the same milestones and ticks as on a socket, until the last milestone of a finished task. It knows no wire. */
export class EventStream implements Guest, Follower {
  readonly actor: Actor;
  readonly kind = 'stream';
  readonly following = 1;
  seat = -1;
  readonly #topic: Topic;
  readonly #sink: StreamSink;
  readonly #outbox: Outbox;
  readonly #subscription: Subscription;
  readonly #leave: () => void;
  #lastComment: number;
  #live = false;

  constructor(sink: StreamSink, { topic, actor }: { topic: Topic; actor: Actor }, { clock, enter, metrics }: StreamDeps) {
    this.actor = actor;
    this.#topic = topic;
    this.#sink = sink;
    this.#outbox = new Outbox(sink, {
      overflow: () => sink.destroy(),
      conflated: (count) => metrics.conflated(count),
      written: (appended) => metrics.written((clock.now() - appended) / 1000),
    });
    this.#subscription = new Subscription(topic, this);
    this.#lastComment = clock.now();
    this.#leave = enter(this);
  }

  get queued(): number {
    return this.#outbox.queued;
  }

  get active(): boolean {
    return !this.#topic.finished;
  }

  /** @param after the newest milestone that the client has; 0: none */
  async start(after: number): Promise<void> {
    await this.#subscription.start(after);
    this.#live = true;
    if (this.#topic.finished) this.close();
  }

  room(): Promise<void> {
    return this.#outbox.room();
  }

  unfollowed(): void {
    this.close();
  }

  drained(): void {
    this.#outbox.drained();
  }

  tend(now: number): void {
    if (now - this.#lastComment < COMMENT_MS) return;
    this.#lastComment = now;
    this.#outbox.push(ALIVE);
  }

  /** A stream cannot be told anew who reads it: it ends, and its reader comes back with a fresh credential. */
  warn(): void {}

  sendAway(after_ms: number): void {
    this.#outbox.push({ frame: Buffer.from(`retry: ${after_ms}\n\n`), slot: null });
    this.close();
  }

  close(): void {
    this.#outbox.flush();
    this.left();
    this.#sink.end();
  }

  /** The other end is gone, or about to be. */
  left(): void {
    this.#leave();
    this.#subscription.stop();
    this.#outbox.close();
  }

  deliver(encoded: Encoded, appended: number | null): void {
    this.#outbox.push({ frame: blockOf(encoded), slot: encoded.slot }, appended);
    if (this.#live && encoded.slot === null && this.#topic.finished) this.close();
  }
}

const ALIVE: Chunk = { frame: Buffer.from(': alive\n\n'), slot: null };

const blocks = new WeakMap<Encoded, Buffer>();

/** Built once for all streams (rule B3). */
function blockOf(encoded: Encoded): Buffer {
  const known = blocks.get(encoded);
  if (known) return known;
  const { text, seq, slot, type } = encoded;
  const id = slot === null && type !== 'task_snapshot' && type !== 'task_deleted' ? `id: ${seq}\n` : '';
  const block = Buffer.from(`${id}data: ${text}\n\n`);
  blocks.set(encoded, block);
  return block;
}
