import type { Clock } from '#lib/platform/clock.ts';
import type { Chance } from './chance.ts';

/** Milliseconds on the way, at most. */
const SLOWEST = 120;

export type WayPorts = { clock: Clock; chance: Chance; onTraffic: () => void };

/** One direction of a connection: in order, late by chance, and read only while its other end reads. */
export class Way {
  #ports: WayPorts;
  /** When what was sent last arrives: nothing overtakes it. */
  #last = 0;
  #dead = false;
  /** What has not been read, since nobody reads. */
  #held: (() => void)[] | null = null;

  constructor(ports: WayPorts) {
    this.#ports = ports;
  }

  get dead(): boolean {
    return this.#dead;
  }

  get stalled(): boolean {
    return this.#held !== null;
  }

  /** What a system takes by itself, whether anybody reads or not. */
  carry(arrive: () => void): void {
    const { clock, chance, onTraffic } = this.#ports;
    this.#last = Math.max(this.#last, clock.now() + chance.whole(1, SLOWEST));
    clock.after(this.#last - clock.now(), () => {
      if (this.#dead) return;
      onTraffic();
      arrive();
    });
  }

  /** What has to be read. */
  deliver(arrive: () => void): void {
    if (this.#held) this.#held.push(arrive);
    else this.carry(arrive);
  }

  stall(): void {
    this.#held ??= [];
  }

  /** What was held is read now. */
  resume(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const arrive of held) this.carry(arrive);
  }

  /** Nothing arrives any more, what is on its way neither. */
  die(): void {
    this.#dead = true;
  }
}
