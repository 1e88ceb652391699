import type { Clock } from '#lib/platform/clock.ts';
import type { Bell, Ring } from '#lib/tasks/bell.ts';
import type { Chance } from './chance.ts';

/** Shares of the bell's words that are lost, told twice, or late and so out of order. */
export type BellFaults = { lost: number; doubled: number; late: number };

export const FAITHFUL: BellFaults = { lost: 0, doubled: 0, late: 0 };

/** Milliseconds that a late word takes at most. */
const LATE_MS = 400;

/** The way of hints from the log to a server. */
export class LossyBell implements Pick<Bell, 'ring'> {
  faults: BellFaults;
  #clock: Clock;
  #chance: Chance;
  #ring: Bell['ring'];

  /** @param ring whom it reaches */
  constructor({ clock, chance, faults }: { clock: Clock; chance: Chance; faults: BellFaults }, ring: Bell['ring']) {
    this.faults = faults;
    this.#clock = clock;
    this.#chance = chance;
    this.#ring = ring;
  }

  ring(word: Ring): void {
    const { lost, doubled, late } = this.faults;
    if (this.#chance.happens(lost)) return;
    for (let times = this.#chance.happens(doubled) ? 2 : 1; times > 0; times--) {
      if (!this.#chance.happens(late)) this.#ring(word);
      else this.#clock.after(this.#chance.whole(1, LATE_MS), () => this.#ring(word));
    }
  }
}
