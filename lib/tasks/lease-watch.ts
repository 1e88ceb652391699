import type { Clock } from '#lib/platform/clock.ts';

/** A worker without a sign of life for so long is lost. */
export const LEASE_MS = 30_000;

/** A claim as one look found it. Each sign of life of its worker moves `lease_until`. */
export type Sighting = { claim_token: string; lease_until: Date };

/**
 * Finds claims whose leases nobody renews. Nodes' clocks may differ by hours, so the hour that a lease names says nothing to others:
 * it is a mark, and a worker is lost when its mark has stood still for a lease by the clock of who watches. Between two looks no
 * more counts than usually passes: whoever was stopped for an hour, or away from the database, has not watched, and the worker may
 * have been so too.
 */
export class LeaseWatch {
  readonly #clock: Clock;
  readonly #between_ms: number;
  #looked: number | null = null;
  #seen = new Map<string, { mark: number; still_ms: number }>();

  /** @param between_ms usual time between two looks */
  constructor(clock: Clock, between_ms: number) {
    this.#clock = clock;
    this.#between_ms = between_ms;
  }

  /** @param claims all that there are @returns those that are lost */
  look<T extends Sighting>(claims: readonly T[]): T[] {
    const now = this.#clock.now();
    const passed = Math.min(Math.max(0, now - (this.#looked ?? now)), this.#between_ms);
    const before = this.#seen;
    this.#looked = now;
    this.#seen = new Map(claims.map(({ claim_token, lease_until }) => {
      const mark = lease_until.getTime();
      const seen = before.get(claim_token);
      return [claim_token, { mark, still_ms: seen?.mark === mark ? seen.still_ms + passed : 0 }];
    }));
    return claims.filter(({ claim_token }) => (this.#seen.get(claim_token)?.still_ms ?? 0) >= LEASE_MS);
  }
}
