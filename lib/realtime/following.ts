import { authorizeRead, type Actor } from '#lib/auth/actor.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { MAX_SUBSCRIPTIONS } from '#lib/protocol/messages.ts';
import type { Confirmed } from './common-messages.ts';
import type { Done } from './in-order.ts';
import type { SubscriptionKind } from './metrics.ts';
import { Subscription, type Follower } from './subscription.ts';
import type { Topic } from './topic.ts';
import { isBehind, topicFor } from './topic-for.ts';
import type { Topics } from './topics.ts';

export type FollowingDeps = { topics: Topics; onSubscribed: (kind: SubscriptionKind) => void };

/** The connection that follows. */
export type Owner = Follower & {
  readonly actor: Actor;
  readonly open: boolean;
  /** It takes nothing more for now. */
  readonly blocked: boolean;
  confirm(subscription: Confirmed): void;
};

/** @property after the newest milestone that the client has of the task */
type Wish = { after?: number | undefined; request_id?: string | undefined };

/** What one connection follows (rules S1–S5). */
export class Following {
  readonly #owner: Owner;
  readonly #deps: FollowingDeps;
  readonly #subscriptions = new Map<string, Subscription>();
  /** Tasks followed since the connection before this one (rule C3), until the client speaks of them. */
  #inherited: Set<string> | null = null;

  constructor(owner: Owner, deps: FollowingDeps) {
    this.#owner = owner;
    this.#deps = deps;
  }

  get size(): number {
    return this.#subscriptions.size;
  }

  get taskIds(): string[] {
    return [...this.#subscriptions.keys()];
  }

  unfinished(): Topic[] {
    return [...this.#subscriptions.values()].map(({ topic }) => topic).filter(({ finished }) => !finished);
  }

  /** When a milestone of a task that is followed was logged, by the clock; null where that is not known. */
  appendedAt(task_id: string, seq: number): number | null {
    return this.#subscriptions.get(task_id)?.topic.appendedAt(seq) ?? null;
  }

  inherit(task_ids: readonly string[]): void {
    this.#inherited = new Set(task_ids);
  }

  /** Rule S4. @throws Failure `too_many_subscriptions` */
  requireRoom(task_id?: string): void {
    const known = task_id !== undefined && this.#subscriptions.has(task_id);
    if (!known && this.#subscriptions.size >= MAX_SUBSCRIPTIONS) throw new Failure('too_many_subscriptions');
  }

  /** At once where the topic is warm and as far as the client, and the socket drains. @throws Failure `task_not_found`, `too_many_subscriptions` */
  subscribe(task_id: string, wish: Wish): Done {
    this.requireRoom(task_id);
    const topic = this.#deps.topics.warm(task_id);
    return topic && !this.#owner.blocked && !isBehind(topic, wish.after) ? this.#follow(topic, wish) : this.#followOnceReady(task_id, wish);
  }

  unsubscribe(task_id: string): void {
    this.#subscriptions.get(task_id)?.stop();
    this.#subscriptions.delete(task_id);
  }

  stop(): void {
    for (const subscription of this.#subscriptions.values()) subscription.stop();
    this.#subscriptions.clear();
  }

  async #followOnceReady(task_id: string, wish: Wish): Promise<void> {
    // Looked up once there is room: a topic that nobody follows is not kept for long.
    await this.#owner.room();
    return this.#follow(await topicFor(this.#deps.topics, task_id, { actor: this.#owner.actor, after: wish.after }), wish);
  }

  #follow(topic: Topic, { after, request_id }: Wish): Done {
    if (!this.#owner.open) return;
    const { id: task_id, head: seq } = topic;
    if (!authorizeRead(this.#owner.actor, topic)) throw new Failure('task_not_found');
    // Who follows a task already asks again because something is missing (rules E3, E5); who came back, to resume.
    const missed = this.#subscriptions.has(task_id) && !this.#inherited?.delete(task_id);
    this.unsubscribe(task_id);
    const subscription = new Subscription(topic, this.#owner);
    this.#subscriptions.set(task_id, subscription);
    const recovered = after !== undefined && !isBehind(topic, after);
    if (recovered) this.#deps.onSubscribed(missed && after < seq ? 'healed' : 'recovered');
    else this.#deps.onSubscribed(after === undefined ? 'snapshot' : 'unrecovered');
    this.#owner.confirm({ task_id, seq, recovered, request_id });
    return subscription.start(after);
  }
}
