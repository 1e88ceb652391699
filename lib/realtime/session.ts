import { randomUUID } from 'node:crypto';
import type { Actor } from '#lib/auth/actor.ts';
import { authorizeRead } from '#lib/auth/actor.ts';
import { isoNow, type Clock } from '#lib/platform/clock.ts';
import { CLOSE, type Close } from '#lib/protocol/close-codes.ts';
import type { Command } from '#lib/protocol/commands.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { HEARTBEAT_MS, MAX_MESSAGE_BYTES, MAX_SUBSCRIPTIONS, PROTOCOL_VERSION, type ServerMessage } from '#lib/protocol/messages.ts';
import { encodeServerMessage, parseCommand, requestIdOf } from '#lib/protocol/wire.ts';
import type { Encoded } from './encode.ts';
import { textFrame } from './frame.ts';
import { Outbox, type Sink } from './outbox.ts';
import { Subscription } from './subscription.ts';
import type { Topics } from './topics.ts';

/** What the gateway needs of a socket. */
export type Socket = Sink & {
  ping(): void;
  close(close: Close): void;
  /** Ends it without waiting for the peer. */
  terminate(): void;
};

export type SessionDeps = {
  socket: Socket;
  actor: Actor;
  client_id: string;
  topics: Topics;
  clock: Clock;
  handle: (session: Session, command: Command) => Promise<void>;
  onConflated: (count: number) => void;
  onClose: (session: Session, code: number) => void;
};

/** Bad messages within a minute that end a connection (rule X1). */
const MAX_BAD = 10;
const MINUTE = 60_000;
/** A peer that does not answer a close frame is cut off after this long. */
const CLOSE_GRACE_MS = 2_000;

type Distribute<T> = T extends unknown ? Omit<T, 'timestamp'> : never;
export type Outgoing = Distribute<ServerMessage>;

/** One connection: who it is, what it follows, what waits for it. It knows no wire. */
export class Session {
  readonly connection_id = randomUUID();
  readonly client_id: string;
  actor: Actor;
  /** When a frame of any kind last came, by the clock. */
  lastSeen: number;
  warnedOfExpiry = false;
  #deps: SessionDeps;
  #outbox: Outbox;
  #subscriptions = new Map<string, Subscription>();
  #bad: number[] = [];
  #pinged: number;
  #order: Promise<void> = Promise.resolve();
  #open = true;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.client_id = deps.client_id;
    this.actor = deps.actor;
    this.lastSeen = deps.clock.now();
    this.#pinged = this.lastSeen;
    this.#outbox = new Outbox(deps.socket, { overflow: () => this.close(CLOSE.too_slow), conflated: deps.onConflated });
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get queued(): number {
    return this.#outbox.queued;
  }

  get taskIds(): string[] {
    return [...this.#subscriptions.keys()];
  }

  greet(resumed: boolean): void {
    this.send({ type: 'connection_established', connection_id: this.connection_id, protocol: PROTOCOL_VERSION, heartbeat_ms: HEARTBEAT_MS, max_message_bytes: MAX_MESSAGE_BYTES, resumed });
  }

  send(message: Outgoing): void {
    const text = encodeServerMessage({ ...message, timestamp: isoNow(this.#deps.clock) } as ServerMessage);
    this.#outbox.push(textFrame(text), null);
  }

  /** Any frame shows life. Commands are carried out one after the other, in the order in which they came. */
  receive(text: string | null): void {
    this.lastSeen = this.#deps.clock.now();
    if (!this.#open) return;
    this.#order = this.#order.then(() => this.#take(text)).catch(() => undefined);
  }

  drained(): void {
    this.#outbox.drained();
  }

  /** Rules S1–S4. @throws Failure `task_not_found`, `too_many_subscriptions` */
  async subscribe(task_id: string, { after, request_id }: { after?: number | undefined; request_id?: string | undefined } = {}): Promise<void> {
    this.unsubscribe(task_id);
    if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS) throw new Failure('too_many_subscriptions');
    const topic = await this.#deps.topics.open(task_id);
    if (!topic || !authorizeRead(this.actor, topic)) throw new Failure('task_not_found');
    if (!this.#open) return;
    const subscription = new Subscription({ topic, send: (encoded) => this.#forward(encoded), onEnd: () => this.#subscriptions.delete(task_id) });
    this.#subscriptions.set(task_id, subscription);
    const recovered = after !== undefined && after <= topic.head;
    this.send({ type: 'subscribed', task_id, seq: topic.head, recovered, ...(request_id === undefined ? {} : { request_id }) });
    if (recovered) await subscription.from(after);
    else subscription.fromSnapshot();
  }

  unsubscribe(task_id: string): void {
    this.#subscriptions.get(task_id)?.stop();
    this.#subscriptions.delete(task_id);
  }

  /** Rule E5: where the unfinished tasks that this connection follows stand. */
  bookmark(): void {
    const unfinished = [...this.#subscriptions.values()].filter(({ topic }) => !topic.finished);
    if (unfinished.length > 0) this.send({ type: 'bookmark', tasks: Object.fromEntries(unfinished.map(({ topic }) => [topic.id, topic.head])) });
  }

  /** Rule C4: called more often than there is a heartbeat, so that each connection has its own. */
  beat(): void {
    const now = this.#deps.clock.now();
    if (now - this.lastSeen >= 2 * HEARTBEAT_MS) return this.close(CLOSE.silent);
    if (now - this.#pinged < HEARTBEAT_MS) return;
    this.#pinged = now;
    this.#deps.socket.ping();
  }

  close(close: Close): void {
    if (!this.#open) return;
    if (close !== CLOSE.too_slow) this.#outbox.flush();
    this.ended(close.code);
    this.#deps.socket.close(close);
    this.#deps.clock.after(CLOSE_GRACE_MS, () => this.#deps.socket.terminate());
  }

  /** The socket is gone, or about to be. */
  ended(code: number): void {
    if (!this.#open) return;
    this.#open = false;
    this.#deps.onClose(this, code);
    for (const subscription of this.#subscriptions.values()) subscription.stop();
    this.#subscriptions.clear();
    this.#outbox.close();
  }

  async #take(text: string | null): Promise<void> {
    if (!this.#open) return;
    if (text === null) return this.#refuse(new Failure('bad_message', { message: 'Only text frames are understood.' }), undefined);
    const command = this.#parse(text);
    if (command) await this.#deps.handle(this, command);
  }

  #parse(text: string): Command | null {
    try {
      return parseCommand(text);
    } catch (error) {
      this.#refuse(asFailure(error), requestIdOf(text));
      return null;
    }
  }

  #refuse({ code, message }: Failure, request_id: string | undefined): void {
    const now = this.#deps.clock.now();
    this.#bad = [...this.#bad.filter((time) => time > now - MINUTE), now];
    if (this.#bad.length >= MAX_BAD) this.close(CLOSE.bad_messages);
    else this.send({ type: 'error', code, message, ...(request_id === undefined ? {} : { request_id }) });
  }

  #forward(encoded: Encoded): void {
    this.#outbox.push(encoded.frame, encoded.slot);
  }
}
