import type { Actor } from '#lib/auth/actor.ts';
import type { Close } from '#lib/protocol/close-codes.ts';
import { Seats, type Seated } from './seats.ts';

/** Whoever is connected, by socket or by event stream. */
export interface Guest extends Seated {
  readonly actor: Actor;
  readonly kind: 'socket' | 'stream';
  /** Follows a task that has not ended. */
  readonly active: boolean;
  /** Tasks that it follows. */
  readonly following: number;
  /** Bytes that wait for it. */
  readonly queued: number;
  /** Does what is due by the clock. @param now milliseconds since the epoch */
  tend(now: number): void;
  /** Rule A3: the credential runs out at this time (milliseconds since the epoch). */
  warn(expires_at: number): void;
  /** Rule D1: asked to come back after so many milliseconds, then closed. */
  sendAway(after_ms: number): void;
  close(close: Close): void;
}

/** Who is connected to this node, and how many of each identity (rule L1). */
export class Guests implements Iterable<Guest> {
  #guests = new Seats<Guest>();
  #held = new Map<string, { count: number }>();

  add(guest: Guest): void {
    const { identity } = guest.actor;
    this.#guests.add(guest);
    const held = this.#held.get(identity);
    if (held) held.count += 1;
    else this.#held.set(identity, { count: 1 });
  }

  delete(guest: Guest): void {
    if (!this.#guests.delete(guest)) return;
    const { identity } = guest.actor;
    const held = this.#held.get(identity);
    if (held && (held.count -= 1) === 0) this.#held.delete(identity);
  }

  /** Everybody in turn. */
  next(): Guest | undefined {
    return this.#guests.next();
  }

  of(identity: string): number {
    return this.#held.get(identity)?.count ?? 0;
  }

  get size(): number {
    return this.#guests.size;
  }

  /** Those who are connected now, whoever leaves meanwhile. */
  [Symbol.iterator](): Iterator<Guest> {
    return this.#guests[Symbol.iterator]();
  }
}
