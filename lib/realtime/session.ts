import type { Actor } from '#lib/auth/actor.ts';
import { isoNow, type Clock } from '#lib/platform/clock.ts';
import { CLOSE, type Close } from '#lib/protocol/close-codes.ts';
import type { Command } from '#lib/protocol/commands.ts';
import { BOOKMARK_MS, HEARTBEAT_MS, type ServerMessage } from '#lib/protocol/messages.ts';
import { encodeServerMessage, requestIdOf } from '#lib/protocol/wire.ts';
import { bookmark, confirmation, greeting, type Confirmed } from './common-messages.ts';
import { readCommand } from './read-command.ts';
import { ownFrame } from './frame.ts';
import type { Encoded } from './encode.ts';
import { Following, type FollowingDeps, type Owner } from './following.ts';
import type { Guest } from './guests.ts';
import { InOrder, type Done } from './in-order.ts';
import { Outbox, type OutboxEvents } from './outbox.ts';
import type { Handler, Outgoing, Socket } from './socket.ts';
import { Patience } from './strikes.ts';
import type { Topic } from './topic.ts';

export type SessionDeps = FollowingDeps & {
  clock: Clock;
  /** Carries out a command and answers it; never throws. */
  handle: (session: Session, command: Command) => Done;
  answer: (session: Session, thrown: unknown, about: { request_id?: string | undefined; task_id?: string | undefined }) => void;
  /** It has ended; its socket may have a goodbye to say yet. */
  onClose: (session: Session, code: number) => void;
  /** Its socket is gone. */
  onGone: () => void;
  /** @param appended when a milestone was logged that a page has just painted */
  onPainted: (appended: number) => void;
  outbox: Omit<OutboxEvents, 'overflow'>;
};

/** How often a connection's paints count at most (rule P1). Milliseconds. */
const PAINTED_MS = 1_000;

/** One connection: who it is, what it follows, what waits for it. It knows no wire. */
export class Session implements Guest, Handler, Owner, OutboxEvents {
  /** Whose connection it is, and which of theirs (rule C3). */
  readonly key: string;
  readonly kind = 'socket';
  seat = -1;
  actor: Actor;
  readonly #deps: SessionDeps;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  /** What it follows. */
  readonly tasks: Following;
  #patience: Patience | null = null;
  readonly #commands: InOrder;
  open = true;
  #lastSeen: number;
  #lastBeat: number;
  #lastBookmark: number;
  #lastPainted = 0;

  /** @param early milliseconds by which its first bookmark and heartbeat come before their time */
  constructor(socket: Socket, { actor, key, early }: { actor: Actor; key: string; early: number }, deps: SessionDeps) {
    this.key = key;
    this.#deps = deps;
    this.#socket = socket;
    this.actor = actor;
    this.#lastSeen = deps.clock.now();
    this.#lastBeat = this.#lastBookmark = this.#lastSeen - early;
    this.#outbox = new Outbox(socket, this);
    this.#commands = new InOrder(socket);
    this.tasks = new Following(this, deps);
  }

  get queued(): number {
    return this.#outbox.queued;
  }

  get following(): number {
    return this.tasks.size;
  }

  get active(): boolean {
    return this.tasks.unfinished().length > 0;
  }

  get blocked(): boolean {
    return this.#socket.blocked;
  }

  /** Rule C2, and for one that came back (C3) the subscriptions it had. */
  greet(inherited: readonly string[] | null): void {
    this.#socket.write(ownFrame(greeting(isoNow(this.#deps.clock), inherited !== null)));
    if (inherited === null) return;
    this.tasks.inherit(inherited);
    for (const task_id of inherited) this.#commands.add(() => this.#takeOver(task_id));
  }

  send(message: Outgoing): void {
    this.#write(encodeServerMessage({ ...message, timestamp: isoNow(this.#deps.clock) } as ServerMessage));
  }

  /** A frame with text, or null for one of another kind. Commands are carried out in the order in which they came. */
  message(text: string | null): void {
    this.alive();
    if (!this.open) return;
    const command = this.#parse(text);
    if (command?.type === 'ping' || command?.type === 'painted') void this.#deps.handle(this, command);
    else if (command) this.#commands.add(() => this.#deps.handle(this, command));
  }

  /** Any frame shows life. */
  alive(): void {
    this.#lastSeen = this.#deps.clock.now();
  }

  drained(): void {
    this.#outbox.drained();
  }

  confirm(subscription: Confirmed): void {
    this.#write(confirmation(isoNow(this.#deps.clock), subscription));
  }

  deliver(encoded: Encoded, appended: number | null): void {
    this.#outbox.push(encoded, appended);
  }

  room(): Promise<void> {
    return this.#outbox.room();
  }

  unfollowed({ id }: Topic): void {
    this.tasks.unsubscribe(id);
  }

  overflow(): void {
    this.close(CLOSE.too_slow);
  }

  conflated(count: number): void {
    this.#deps.outbox.conflated(count);
  }

  written(appended: number): void {
    this.#deps.outbox.written(appended);
  }

  /** Rule P1. By the times that this node knows, never by the page's; what it cannot judge is not counted. */
  painted(task_id: string, seq: number): void {
    const appended = this.tasks.appendedAt(task_id, seq);
    const now = this.#deps.clock.now();
    if (appended === null || now - this.#lastPainted < PAINTED_MS) return;
    this.#lastPainted = now;
    this.#deps.onPainted(appended);
  }

  /** What is due by the clock: the heartbeat (C4) and the bookmark (E5). */
  tend(now: number): void {
    if (now - this.#lastSeen >= 2 * HEARTBEAT_MS) return this.close(CLOSE.silent);
    if (now - this.#lastBeat >= HEARTBEAT_MS) {
      this.#lastBeat = onBeat(now, this.#lastBeat, HEARTBEAT_MS);
      this.#socket.ping();
    }
    if (now - this.#lastBookmark < BOOKMARK_MS) return;
    this.#lastBookmark = onBeat(now, this.#lastBookmark, BOOKMARK_MS);
    const tasks = this.tasks.unfinished();
    if (tasks.length > 0) this.#write(bookmark(isoNow(this.#deps.clock), tasks));
  }

  /** A command was refused as one too many; whoever goes on and on is sent off. */
  limited(): void {
    if ((this.#patience ??= new Patience()).endsByLimited(this.#deps.clock.now())) this.close(CLOSE.too_many);
  }

  warn(expires_at: number): void {
    this.send({ type: 'token_expiring', expires_at: new Date(expires_at).toISOString() });
  }

  sendAway(after_ms: number): void {
    this.send({ type: 'reconnect', after_ms });
    this.close(CLOSE.restarting);
  }

  close(close: Close): void {
    if (!this.open) return;
    if (close !== CLOSE.too_slow) this.#outbox.flush();
    this.ended(close.code);
    this.#socket.close(close);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** The socket is gone, or about to be. */
  ended(code: number): void {
    if (!this.open) return;
    this.open = false;
    this.#deps.onClose(this, code);
    this.tasks.stop();
    this.#outbox.close();
    this.#commands.close();
  }

  closed(code: number): void {
    this.ended(code);
    this.#deps.onGone();
  }

  /** Rule C3. */
  async #takeOver(task_id: string): Promise<void> {
    try {
      await this.tasks.subscribe(task_id, {});
    } catch (thrown) {
      this.#deps.answer(this, thrown, { task_id });
    }
  }

  #write(text: string): void {
    this.#outbox.push({ frame: ownFrame(text), slot: null });
  }

  /** Rule X1. */
  #parse(text: string | null): Command | null {
    try {
      return readCommand(text);
    } catch (thrown) {
      if ((this.#patience ??= new Patience()).endsByBad(this.#deps.clock.now())) this.close(CLOSE.bad_messages);
      else this.#deps.answer(this, thrown, { request_id: text === null ? undefined : requestIdOf(text) });
      return null;
    }
  }
}

/** When something was last due: looked at a little late, it must not come later and later. */
function onBeat(now: number, last: number, period: number): number {
  return now - ((now - last) % period);
}
