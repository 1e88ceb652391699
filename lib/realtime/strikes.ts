const MINUTE = 60_000;

/** Counts what should not happen often: `limit` within a minute is too often. */
export class Strikes {
  #limit: number;
  #times: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @returns whether that was one too many */
  hit(now: number): boolean {
    this.#times = [...this.#times.filter((time) => time > now - MINUTE), now];
    return this.#times.length >= this.#limit;
  }
}
