import { randomUUID } from 'node:crypto';
import type { Actor } from '#lib/auth/actor.ts';
import { authorizeRead } from '#lib/auth/actor.ts';
import { isoNow, type Clock } from '#lib/platform/clock.ts';
import { CLOSE, type Close } from '#lib/protocol/close-codes.ts';
import type { Command } from '#lib/protocol/commands.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { BOOKMARK_MS, HEARTBEAT_MS, MAX_MESSAGE_BYTES, MAX_SUBSCRIPTIONS, PROTOCOL_VERSION, type ServerMessage } from '#lib/protocol/messages.ts';
import { encodeServerMessage, parseCommand, requestIdOf } from '#lib/protocol/wire.ts';
import { textFrame } from './frame.ts';
import type { Guest } from './guests.ts';
import type { SubscriptionKind } from './metrics.ts';
import { Outbox, type OutboxEvents, type Sink } from './outbox.ts';
import { Strikes } from './strikes.ts';
import { Subscription } from './subscription.ts';
import type { Topics } from './topics.ts';

/** What the gateway needs of a socket. */
export type Socket = Sink & {
  ping(): void;
  close(close: Close): void;
  /** Ends it without waiting for the peer. */
  terminate(): void;
  /** Reads no more frames until `resume`. */
  pause(): void;
  resume(): void;
};

export type SessionDeps = {
  topics: Topics;
  clock: Clock;
  /** Carries out a command and answers it; never throws. */
  handle: (session: Session, command: Command) => Promise<void>;
  answer: (session: Session, thrown: unknown, about: { request_id?: string | undefined; task_id?: string | undefined }) => void;
  onSubscribed: (kind: SubscriptionKind) => void;
  onClose: (session: Session, code: number) => void;
  /** @param appended when a milestone was logged that a page has just painted */
  onPainted: (appended: number) => void;
  outbox: Omit<OutboxEvents, 'overflow'>;
};

/** Bad messages within a minute that end a connection (rule X1). */
const MAX_BAD = 10;
/** Commands refused as too many within a minute that end a connection (rule L1). */
const MAX_LIMITED = 100;
/** How often a connection's paints count at most (rule P1). Milliseconds. */
const PAINTED_MS = 1_000;
/** Commands that may wait for their turn before the socket is read no further. */
const MAX_WAITING = 64;

type Distribute<T> = T extends unknown ? Omit<T, 'timestamp'> : never;
export type Outgoing = Distribute<ServerMessage>;

/** One connection: who it is, what it follows, what waits for it. It knows no wire. */
export class Session implements Guest {
  readonly connection_id = randomUUID();
  readonly kind = 'socket';
  actor: Actor;
  readonly #deps: SessionDeps;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  readonly #subscriptions = new Map<string, Subscription>();
  /** Tasks followed since the connection before this one (rule C3), until the client speaks of them. */
  #inherited: Set<string> | null = null;
  #bad: Strikes | null = null;
  #limited: Strikes | null = null;
  #order: Promise<void> = Promise.resolve();
  #waiting = 0;
  #open = true;
  #lastSeen: number;
  #lastBeat: number;
  #lastBookmark: number;
  #lastPainted = 0;

  constructor(socket: Socket, actor: Actor, deps: SessionDeps) {
    this.#deps = deps;
    this.#socket = socket;
    this.actor = actor;
    this.#lastSeen = this.#lastBeat = this.#lastBookmark = deps.clock.now();
    this.#outbox = new Outbox(socket, { ...deps.outbox, overflow: () => this.close(CLOSE.too_slow) });
  }

  get queued(): number {
    return this.#outbox.queued;
  }

  get taskIds(): string[] {
    return [...this.#subscriptions.keys()];
  }

  get following(): number {
    return this.#subscriptions.size;
  }

  get active(): boolean {
    return this.#unfinished().length > 0;
  }

  /** Rule C2, and for one that came back (C3) the subscriptions it had. */
  greet(inherited: readonly string[] | null): void {
    this.send({ type: 'connection_established', connection_id: this.connection_id, protocol: PROTOCOL_VERSION, heartbeat_ms: HEARTBEAT_MS, max_message_bytes: MAX_MESSAGE_BYTES, resumed: inherited !== null });
    if (inherited !== null) this.#inherited = new Set(inherited);
    for (const task_id of inherited ?? []) this.#queue(() => this.subscribe(task_id, {}).catch((thrown: unknown) => this.#deps.answer(this, thrown, { task_id })));
  }

  send(message: Outgoing): void {
    const text = encodeServerMessage({ ...message, timestamp: isoNow(this.#deps.clock) } as ServerMessage);
    this.#outbox.push({ frame: textFrame(text), slot: null });
  }

  /** A frame with text, or null for one of another kind. Commands are carried out in the order in which they came. */
  receive(text: string | null): void {
    this.alive();
    if (!this.#open) return;
    const command = this.#parse(text);
    if (command?.type === 'ping' || command?.type === 'painted') void this.#deps.handle(this, command);
    else if (command) this.#queue(() => this.#deps.handle(this, command));
  }

  /** Any frame shows life. */
  alive(): void {
    this.#lastSeen = this.#deps.clock.now();
  }

  drained(): void {
    this.#outbox.drained();
  }

  /** Rule S4. @throws Failure `too_many_subscriptions` */
  requireRoom(task_id?: string): void {
    const known = task_id !== undefined && this.#subscriptions.has(task_id);
    if (!known && this.#subscriptions.size >= MAX_SUBSCRIPTIONS) throw new Failure('too_many_subscriptions');
  }

  /** Rules S1–S4. @throws Failure `task_not_found`, `too_many_subscriptions` */
  async subscribe(task_id: string, { after, request_id }: { after?: number | undefined; request_id?: string | undefined }): Promise<void> {
    this.requireRoom(task_id);
    const topic = await this.#deps.topics.open(task_id);
    if (!topic || !authorizeRead(this.actor, topic)) throw new Failure('task_not_found');
    await this.#outbox.room();
    if (!this.#open) return;
    // Who follows a task already asks again because something is missing (rules E3, E5); who came back, to resume.
    const missed = this.#subscriptions.has(task_id) && !this.#inherited?.delete(task_id);
    this.unsubscribe(task_id);
    const subscription = new Subscription({
      topic, room: () => this.#outbox.room(), onEnd: () => this.#subscriptions.delete(task_id),
      send: (encoded, appended) => this.#outbox.push(encoded, appended),
    });
    this.#subscriptions.set(task_id, subscription);
    const recovered = after !== undefined && after <= topic.head;
    if (recovered) this.#deps.onSubscribed(missed && after < topic.head ? 'healed' : 'recovered');
    else this.#deps.onSubscribed(after === undefined ? 'snapshot' : 'unrecovered');
    this.send({ type: 'subscribed', task_id, seq: topic.head, recovered, ...(request_id === undefined ? {} : { request_id }) });
    if (recovered) await subscription.from(after);
    else subscription.fromSnapshot();
  }

  unsubscribe(task_id: string): void {
    this.#subscriptions.get(task_id)?.stop();
    this.#subscriptions.delete(task_id);
  }

  /** Rule P1. By the times that this node knows, never by the page's; what it cannot judge is not counted. */
  painted(task_id: string, seq: number): void {
    const appended = this.#subscriptions.get(task_id)?.topic.appendedAt(seq) ?? null;
    const now = this.#deps.clock.now();
    if (appended === null || now - this.#lastPainted < PAINTED_MS) return;
    this.#lastPainted = now;
    this.#deps.onPainted(appended);
  }

  /** What is due by the clock: the heartbeat (C4) and the bookmark (E5). */
  tend(now: number): void {
    if (now - this.#lastSeen >= 2 * HEARTBEAT_MS) return this.close(CLOSE.silent);
    if (now - this.#lastBeat >= HEARTBEAT_MS) {
      this.#lastBeat = now;
      this.#socket.ping();
    }
    if (now - this.#lastBookmark < BOOKMARK_MS) return;
    this.#lastBookmark = now;
    const tasks = this.#unfinished().map(({ topic }) => [topic.id, topic.head] as const);
    if (tasks.length > 0) this.send({ type: 'bookmark', tasks: Object.fromEntries(tasks) });
  }

  /** A command was refused as one too many; whoever goes on and on is sent off. */
  limited(): void {
    this.#limited ??= new Strikes(MAX_LIMITED);
    if (this.#limited.hit(this.#deps.clock.now())) this.close(CLOSE.too_many);
  }

  warn(expires_at: number): void {
    this.send({ type: 'token_expiring', expires_at: new Date(expires_at).toISOString() });
  }

  sendAway(after_ms: number): void {
    this.send({ type: 'reconnect', after_ms });
    this.close(CLOSE.restarting);
  }

  close(close: Close): void {
    if (!this.#open) return;
    if (close !== CLOSE.too_slow) this.#outbox.flush();
    this.ended(close.code);
    this.#socket.close(close);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** The socket is gone, or about to be. */
  ended(code: number): void {
    if (!this.#open) return;
    this.#open = false;
    this.#deps.onClose(this, code);
    for (const subscription of this.#subscriptions.values()) subscription.stop();
    this.#subscriptions.clear();
    this.#outbox.close();
    // A socket that is not read would never see the peer's goodbye.
    if (this.#waiting > MAX_WAITING) this.#socket.resume();
  }

  #queue(work: () => Promise<void>): void {
    this.#waiting += 1;
    if (this.#waiting === MAX_WAITING + 1) this.#socket.pause();
    this.#order = this.#order.then(async () => {
      if (this.#open) await work();
      this.#waiting -= 1;
      if (this.#open && this.#waiting === MAX_WAITING) this.#socket.resume();
    });
  }

  #unfinished(): Subscription[] {
    return [...this.#subscriptions.values()].filter(({ topic }) => !topic.finished);
  }

  /** Rule X1. */
  #parse(text: string | null): Command | null {
    try {
      if (text === null) throw new Failure('bad_message', { message: 'Only text frames are understood.' });
      return parseCommand(text);
    } catch (error) {
      this.#bad ??= new Strikes(MAX_BAD);
      const { code, message } = asFailure(error);
      if (this.#bad.hit(this.#deps.clock.now())) this.close(CLOSE.bad_messages);
      else this.#deps.answer(this, new Failure(code, { message }), { request_id: text === null ? undefined : requestIdOf(text) });
      return null;
    }
  }
}
