import type { ServerResponse } from 'node:http';
import type { Actor } from '#lib/auth/actor.ts';
import { authorizeRead } from '#lib/auth/actor.ts';
import { every, type Clock } from '#lib/platform/clock.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { Encoded } from './encode.ts';
import type { Guest } from './guests.ts';
import type { GatewayMetrics } from './metrics.ts';
import { Outbox } from './outbox.ts';
import { Subscription, type Follower } from './subscription.ts';
import type { Topic } from './topic.ts';
import type { Topics } from './topics.ts';

/** Proxies end what is silent for a minute. */
const COMMENT_MS = 15_000;

export type StreamDeps = {
  topics: Topics;
  clock: Clock;
  /** Makes the stream known to who checks credentials. @returns to be called when it has ended */
  enter(guest: Guest): () => void;
  metrics: Pick<GatewayMetrics, 'conflated' | 'written'>;
};

/**
 * Rule T1: the same milestones and ticks as on a socket, from `after`, until the last milestone of a finished
 * task. @throws Failure `task_not_found`
 */
export async function streamEvents(response: ServerResponse, { task_id, after, actor }: { task_id: string; after: number; actor: Actor }, deps: StreamDeps): Promise<void> {
  const topic = await deps.topics.open(task_id);
  if (!topic || !authorizeRead(actor, topic)) throw new Failure('task_not_found');
  // The log may have what this node has not heard of.
  if (after > topic.head) await topic.heal();
  // Who left while the database was asked has no `close` to come.
  if (response.destroyed) return;
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' });
  response.flushHeaders();
  const stream = new EventStream(response, { topic, actor }, deps);
  const stops = [deps.enter(stream), every(deps.clock, COMMENT_MS, () => stream.comment())];
  response.on('drain', () => stream.drained());
  response.on('error', () => response.destroy());
  response.on('close', () => {
    for (const stop of stops) stop();
    stream.left();
  });
  await stream.start(after);
}

class EventStream implements Guest, Follower {
  readonly actor: Actor;
  readonly kind = 'stream';
  readonly following = 1;
  readonly #topic: Topic;
  readonly #response: ServerResponse;
  readonly #outbox: Outbox;
  readonly #subscription: Subscription;
  #live = false;

  constructor(response: ServerResponse, { topic, actor }: { topic: Topic; actor: Actor }, { clock, metrics }: Pick<StreamDeps, 'clock' | 'metrics'>) {
    this.actor = actor;
    this.#topic = topic;
    this.#response = response;
    const sink = {
      get pending() { return response.writableLength; },
      get blocked() { return response.writableNeedDrain; },
      write: (...frames: readonly Buffer[]) => void response.write(Buffer.concat(frames)),
    };
    this.#outbox = new Outbox(sink, {
      overflow: () => response.destroy(),
      conflated: (count) => metrics.conflated(count),
      written: (appended) => metrics.written((clock.now() - appended) / 1000),
    });
    this.#subscription = new Subscription(topic, this);
  }

  get queued(): number {
    return this.#outbox.queued;
  }

  get active(): boolean {
    return !this.#topic.finished;
  }

  async start(after: number): Promise<void> {
    // A cursor ahead of the log gets the state instead of silence (rule S3).
    if (after > this.#topic.head) this.#subscription.fromSnapshot();
    else await this.#subscription.from(after);
    this.#live = true;
    if (this.#topic.finished) this.close();
  }

  room(): Promise<void> {
    return this.#outbox.room();
  }

  unfollowed(): void {
    this.close();
  }

  comment(): void {
    this.#outbox.push({ frame: Buffer.from(': alive\n\n'), slot: null });
  }

  drained(): void {
    this.#outbox.drained();
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
    this.#response.end();
  }

  left(): void {
    this.#subscription.stop();
    this.#outbox.close();
  }

  deliver(encoded: Encoded, appended: number | null): void {
    this.#outbox.push({ frame: blockOf(encoded), slot: encoded.slot }, appended);
    if (this.#live && encoded.slot === null && this.#topic.finished) this.close();
  }
}

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
