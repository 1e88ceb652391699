import type { Clock } from '#lib/platform/clock.ts';
import type { Chance } from './chance.ts';

/** Milliseconds that one is good for, at least and at most. */
const GOOD_MS = [8_000, 60_000] as const;

/** A browser's session: it runs out, and can be renewed; half of them outlive the schedule. */
export class Credential {
  #clock: Clock;
  #chance: Chance;
  #runsOut: boolean;
  /** Milliseconds since the epoch; null: never. */
  expires_at: number | null = null;

  constructor(clock: Clock, chance: Chance) {
    this.#clock = clock;
    this.#chance = chance;
    this.#runsOut = chance.happens(0.5);
    this.renew();
  }

  get good(): boolean {
    return this.expires_at === null || this.expires_at > this.#clock.now();
  }

  renew(): void {
    if (this.#runsOut) this.expires_at = this.#clock.now() + this.#chance.whole(...GOOD_MS);
  }
}
