import { backoff, CAP_MS, HIDDEN_CAP_MS } from './backoff.ts';
import type { Clock, Surroundings } from './ports.ts';

export type PausePorts = {
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  surroundings: Pick<Surroundings, 'visible'>;
};

/** The time between two tries: longer from try to try, or what the server asked for. */
export class Pause {
  #ports: PausePorts;
  #due: () => void;
  #cancel: (() => void) | null = null;
  #attempt = 0;
  /** Milliseconds that the server asked to stay away. */
  #slot: number | null = null;
  #slotRuns = false;

  /** @param due called when a pause is over */
  constructor(ports: PausePorts, due: () => void) {
    this.#ports = ports;
    this.#due = due;
  }

  /** Rule D1: the next pause is the server's slot, and nothing shortens it. */
  keepTo(slot: number): void {
    this.#slot = slot;
  }

  begin(): void {
    this.#slotRuns = this.#slot !== null;
    this.#arm(this.#slot ?? backoff(this.#attempt, this.#ports.random, this.#cap));
    this.#slot = null;
    this.#attempt += 1;
  }

  /** Where there seems to be no network; instead of any pause but the server's slot. */
  beginLong(): void {
    if (this.#slotRuns) return;
    this.stop();
    this.#arm(this.#cap);
  }

  hasten(): void {
    if (this.#slotRuns) return;
    this.stop();
    this.#due();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#slotRuns = false;
  }

  /** The last line was good: its end is the first of its kind. */
  forgive(): void {
    this.#attempt = 0;
  }

  get #cap(): number {
    return this.#ports.surroundings.visible() ? CAP_MS : HIDDEN_CAP_MS;
  }

  #arm(ms: number): void {
    this.#cancel = this.#ports.clock.after(ms, this.#due);
  }
}
