import type { Actor } from '#lib/auth/actor.ts';
import type { Authenticator } from '#lib/auth/authenticate.ts';
import { every, type Clock } from '#lib/platform/clock.ts';
import { log } from '#lib/platform/log.ts';
import { CLOSE } from '#lib/protocol/close-codes.ts';
import { BOOKMARK_MS, HEARTBEAT_MS } from '#lib/protocol/messages.ts';
import type { Bell } from '#lib/tasks/bell.ts';
import { carryOut, type CommandDeps } from './commands.ts';
import { drain } from './drain.ts';
import type { GatewayMetrics } from './metrics.ts';
import { Session, type Socket } from './session.ts';
import type { Topics } from './topics.ts';

export type GatewayDeps = {
  topics: Topics;
  bell: Bell;
  clock: Clock;
  commands: CommandDeps;
  auth: Pick<Authenticator, 'revokedAmong'>;
  /** Connections one identity may hold; null: any number. */
  connections: number | null;
  metrics: GatewayMetrics;
};

/** What a socket's events are told to. */
export type Handler = { message(text: string | null): void; alive(): void; drained(): void; closed(code: number): void };

/** Rule C3: how long a dropped connection's subscriptions wait for its return. */
const KEEP_MS = 120_000;
/** How often credentials are looked at: within the 5 s that A3 and A5 allow. */
const CREDENTIALS_MS = 2_000;
const WARN_AHEAD_MS = 60_000;
/** How often each connection's own heartbeat is looked at. */
const BEAT_MS = HEARTBEAT_MS / 5;

/** The connections of this node: who is there, who comes back, who must go. It knows no wire. */
export class Gateway {
  #deps: GatewayDeps;
  #sessions = new Map<string, Session>();
  #kept = new Map<string, { task_ids: string[]; forget: () => void }>();
  #stop: (() => void)[];
  #checking = false;

  constructor(deps: GatewayDeps) {
    this.#deps = deps;
    const { clock, bell } = deps;
    this.#stop = [
      every(clock, BEAT_MS, () => this.#each((session) => session.beat())),
      every(clock, BOOKMARK_MS, () => this.#each((session) => session.bookmark())),
      every(clock, CREDENTIALS_MS, () => void this.#checkCredentials()),
      bell.onRing((ring) => ring.kind === 'revoked' && this.#revoke(new Set([ring.credential_id]))),
    ];
  }

  get sessions(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  /** Whether one more connection of an identity may open (rule L1); one that replaces another always may. */
  admits(actor: Actor, client_id: string): boolean {
    const { connections } = this.#deps;
    if (connections === null || this.#sessions.has(keyOf(actor, client_id))) return true;
    return this.sessions.filter((session) => session.actor.identity === actor.identity).length < connections;
  }

  /** A socket that has been authenticated. @returns whom to tell what happens on it */
  opened(socket: Socket, actor: Actor, client_id: string): Handler {
    const key = keyOf(actor, client_id);
    const { clock, topics, commands, metrics } = this.#deps;
    const previous = this.#sessions.get(key);
    const inherited = previous?.taskIds ?? this.#kept.get(key)?.task_ids ?? null;
    previous?.close(CLOSE.replaced);
    this.#forget(key);
    const session = new Session({
      socket, actor, client_id, topics, clock,
      handle: (from, command) => carryOut(from, command, commands),
      onConflated: (count) => metrics.conflated(count),
      onClose: (from, code) => this.#left(key, from, code),
    });
    this.#sessions.set(key, session);
    metrics.opened(inherited !== null);
    session.greet(inherited !== null);
    // One after the other: each is answered whole before the next begins.
    void (async () => {
      for (const task_id of inherited ?? []) await session.subscribe(task_id).catch(() => undefined);
    })();
    return {
      message: (text) => session.receive(text),
      alive: () => { session.lastSeen = clock.now(); },
      drained: () => session.drained(),
      closed: (code) => session.ended(code),
    };
  }

  /** Rule D1: every connection gets its own slot to come back in, then 1012. Resolves when all are closed. */
  async drain(perSecond: number): Promise<void> {
    await drain(this.sessions, perSecond);
  }

  close(): void {
    for (const stop of this.#stop) stop();
    for (const { forget } of this.#kept.values()) forget();
    this.#kept.clear();
    this.#deps.topics.close();
  }

  #left(key: string, session: Session, code: number): void {
    this.#deps.metrics.closed(code);
    if (this.#sessions.get(key) !== session) return;
    this.#sessions.delete(key);
    const task_ids = session.taskIds;
    if (task_ids.length === 0 || FINAL.has(code)) return;
    this.#kept.set(key, { task_ids, forget: this.#deps.clock.after(KEEP_MS, () => this.#kept.delete(key)) });
  }

  #forget(key: string): void {
    this.#kept.get(key)?.forget();
    this.#kept.delete(key);
  }

  #each(visit: (session: Session) => void): void {
    for (const session of this.#sessions.values()) visit(session);
  }

  /** Rules A3, A5: what the clock says, then what the database says; a lost ring costs two seconds. */
  async #checkCredentials(): Promise<void> {
    const now = this.#deps.clock.now();
    this.#each((session) => this.#checkExpiry(session, now));
    if (this.#checking || this.#sessions.size === 0) return;
    this.#checking = true;
    try {
      this.#revoke(await this.#deps.auth.revokedAmong(this.sessions.map(({ actor }) => actor)));
    } catch (error) {
      log.warn({ err: error }, 'credentials could not be checked');
    } finally {
      this.#checking = false;
    }
  }

  #checkExpiry(session: Session, now: number): void {
    const { expires_at } = session.actor;
    if (expires_at === null) return;
    if (expires_at <= now) return session.close(CLOSE.expired);
    if (session.warnedOfExpiry || expires_at - now > WARN_AHEAD_MS) return;
    session.warnedOfExpiry = true;
    session.send({ type: 'token_expiring', expires_at: new Date(expires_at).toISOString() });
  }

  #revoke(gone: ReadonlySet<string>): void {
    if (gone.size === 0) return;
    for (const session of this.sessions) {
      if (session.actor.credential_id === null || !gone.has(session.actor.credential_id)) continue;
      // An expired credential is renewed by its holder; a viewer's revoked link is not.
      const expired = session.actor.expires_at !== null && session.actor.expires_at <= this.#deps.clock.now();
      session.close(session.actor.kind === 'viewer' && !expired ? CLOSE.forbidden : CLOSE.expired);
    }
  }
}

/** After these nobody comes back for the subscriptions. */
const FINAL = new Set<number>([CLOSE.normal.code, CLOSE.bad_messages.code, CLOSE.forbidden.code, CLOSE.replaced.code, CLOSE.too_many.code]);

function keyOf(actor: Actor, client_id: string): string {
  return `${actor.identity}\n${client_id}`;
}
