const MINUTE = 60_000;

/** Counts what should not happen often: `limit` within a minute is too often. */
class Strikes {
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

/** Bad messages within a minute that end a connection (rule X1). */
const MAX_BAD = 10;
/** Commands refused as too many within a minute that end a connection (rule L1). */
const MAX_LIMITED = 100;

/** How much a server bears of one connection. Times in milliseconds since the epoch. */
export class Patience {
  #bad = new Strikes(MAX_BAD);
  #limited = new Strikes(MAX_LIMITED);

  /** @returns whether this bad message ends the connection */
  endsByBad(now: number): boolean {
    return this.#bad.hit(now);
  }

  /** @returns whether this command beyond the limit ends the connection */
  endsByLimited(now: number): boolean {
    return this.#limited.hit(now);
  }
}
