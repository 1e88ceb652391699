import type { Actor } from '#lib/auth/actor.ts';
import type { Authenticator } from '#lib/auth/authenticate.ts';
import { every, type Clock } from '#lib/platform/clock.ts';
import { CLOSE } from '#lib/protocol/close-codes.ts';
import { BOOKMARK_MS } from '#lib/protocol/messages.ts';
import type { Bell } from '#lib/tasks/bell.ts';
import { answerFailure, carryOut, type CommandDeps } from './commands.ts';
import { watchCredentials } from './credentials.ts';
import { sendAllAway } from './drain.ts';
import { Guests, type Guest } from './guests.ts';
import { KeptSubscriptions } from './kept-subscriptions.ts';
import type { GatewayFigures, GatewayMetrics } from './metrics.ts';
import { Session, type SessionDeps } from './session.ts';
import type { Handler, Socket } from './socket.ts';
import type { Topics } from './topics.ts';

export type GatewayDeps = {
  topics: Topics;
  bell: Bell;
  clock: Clock;
  commands: Pick<CommandDeps, 'tasks' | 'charge'>;
  auth: Pick<Authenticator, 'authenticate' | 'revokedAmong'>;
  /** Connections one identity may hold; null: any number. */
  connections: number | null;
  metrics: GatewayMetrics;
};

/** How often a connection is looked at for what is due. Milliseconds. */
const ROUND_MS = 1_000;
/** A look at so many takes no time that anybody would notice: the others have theirs after a pause, of no less than this. Milliseconds. */
const LOOK = { connections: 20, pause_ms: 20 };
/** What lies between the first bookmarks, and heartbeats, of two that come one after the other. Milliseconds. */
const APART_MS = 1_053;
/** How long peers may take to answer the goodbye of a server that ends. */
const GOODBYE_MS = 5_000;

/** The connections of this node: who is there, who comes back, who must go. It knows no wire. */
export class Gateway {
  #deps: GatewayDeps;
  #session: SessionDeps;
  #guests = new Guests();
  /** By key. What is deleted from a map can stay in its memory for long: there only the holder stays, without its session. */
  #sessions = new Map<string, { session: Session | null }>();
  #kept: KeptSubscriptions;
  /** Sockets that are open, or have yet to say goodbye. */
  #sockets = 0;
  #emptied: (() => void) | null = null;
  #draining = false;
  /** How early the newest connection's first bookmark and heartbeat come. */
  #early = -APART_MS;
  #stops: (() => void)[];

  constructor(deps: GatewayDeps) {
    const { clock, bell, auth, topics, metrics } = deps;
    const commands = { ...deps.commands, auth };
    this.#deps = deps;
    this.#kept = new KeptSubscriptions(clock);
    this.#session = {
      topics, clock, answer: answerFailure,
      handle: (session, command) => carryOut(session, command, commands),
      onSubscribed: (kind) => metrics.subscribed(kind),
      onClose: (session, code) => this.#left(session, code),
      onGone: () => this.#gone(),
      onPainted: (appended) => metrics.painted((clock.now() - appended) / 1000),
      outbox: { conflated: (count) => metrics.conflated(count), written: (appended) => metrics.written((clock.now() - appended) / 1000) },
    };
    this.#stops = [
      every(clock, () => this.#pause(), () => this.#tend()),
      watchCredentials({ guests: this.#guests, clock, bell, auth }),
    ];
  }

  get draining(): boolean {
    return this.#draining;
  }

  figures(): GatewayFigures {
    const figures = { connections: this.#guests.size, streams: 0, subscriptions: 0, topics: this.#deps.topics.size, queued_bytes: 0, kept_connections: this.#kept.size };
    for (const { kind, following, queued } of this.#guests) {
      if (kind === 'stream') figures.streams += 1;
      figures.subscriptions += following;
      figures.queued_bytes += queued;
    }
    return figures;
  }

  /** Whether one more connection of an identity may open (rule L1); one that replaces another always may. */
  admits(actor: Actor, client_id: string | null): boolean {
    const { connections } = this.#deps;
    if (connections === null || (client_id !== null && this.#sessions.has(keyOf(actor, client_id)))) return true;
    return this.#guests.of(actor.identity) < connections;
  }

  /** A guest without a socket, an event stream say. @returns to be called when it has left */
  enter(guest: Guest): () => void {
    this.#guests.add(guest);
    return () => this.#guests.delete(guest);
  }

  /** A socket that has been authenticated. @returns whom to tell what happens on it */
  opened(socket: Socket, { actor, client_id, cursors = false }: { actor: Actor; client_id: string; cursors?: boolean }): Handler {
    const key = keyOf(actor, client_id);
    const inherited = this.#takeOver(key);
    const session = new Session(socket, { actor, key, early: this.#nextEarly() }, this.#session);
    this.#guests.add(session);
    this.#sessions.set(key, { session });
    this.#sockets += 1;
    this.#deps.metrics.opened(inherited !== null);
    session.greet(cursors && inherited ? [] : inherited);
    return session;
  }

  /** Rule D1: every guest gets its own slot to come back in. Resolves when all have said goodbye, or took too long. */
  async drain(perSecond: number): Promise<void> {
    this.#draining = true;
    const sessions = [...this.#sessions.values()].map(({ session }) => session);
    await sendAllAway(this.#guests, perSecond);
    if (this.#sockets === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#emptied = resolve;
    const cancel = this.#deps.clock.after(GOODBYE_MS, resolve);
    await promise;
    cancel();
    for (const session of sessions) session?.terminate();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#kept.clear();
    this.#deps.topics.close();
  }

  /** Connections that come together have their bookmarks (E5) and heartbeats (C4) one group after the other: all at once, they would hold everybody up. */
  #nextEarly(): number {
    this.#early = (this.#early + APART_MS) % BOOKMARK_MS;
    return this.#early;
  }

  /** Rule C3. @returns the subscriptions of the connection before this one; null where there was none */
  #takeOver(key: string): readonly string[] | null {
    const previous = this.#sessions.get(key)?.session;
    const inherited = previous?.tasks.taskIds ?? this.#kept.take(key);
    previous?.close(CLOSE.replaced);
    return inherited;
  }

  #left(session: Session, code: number): void {
    const { key } = session;
    this.#deps.metrics.closed(code);
    this.#guests.delete(session);
    const held = this.#sessions.get(key);
    if (held?.session !== session) return;
    held.session = null;
    this.#sessions.delete(key);
    const task_ids = session.tasks.taskIds;
    if (task_ids.length === 0 || FINAL.has(code)) return;
    this.#kept.keep(key, task_ids);
  }

  #gone(): void {
    this.#sockets -= 1;
    if (this.#sockets === 0) this.#emptied?.();
  }

  #pause(): number {
    return Math.min(ROUND_MS, Math.max(LOOK.pause_ms, (ROUND_MS * LOOK.connections) / this.#guests.size));
  }

  /** A part of the round: all of them in one go would hold up what is being delivered. */
  #tend(): void {
    const now = this.#deps.clock.now();
    const share = Math.ceil((this.#guests.size * this.#pause()) / ROUND_MS);
    for (let seen = 0; seen < share; seen++) this.#guests.next()?.tend(now);
    this.#kept.tend();
  }
}

/** After these nobody comes back for the subscriptions. */
const FINAL = new Set<number>([CLOSE.normal.code, CLOSE.bad_messages.code, CLOSE.forbidden.code, CLOSE.replaced.code, CLOSE.too_many.code]);

function keyOf(actor: Actor, client_id: string): string {
  return `${actor.identity}\n${client_id}`;
}
