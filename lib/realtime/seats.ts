/** @property seat where it sits while it takes part: theirs alone to change */
export type Seated = { seat: number };

/**
 * Those who take part, of whom tens of thousands come and go. A `Set` would be made anew every hundred of them, and a
 * dead one that has grown old holds the next one, with all who were in it, until the next full collection: that was
 * more work than they are.
 */
export class Seats<T extends Seated> implements Iterable<T> {
  #seats: T[] = [];
  #next = 0;

  get size(): number {
    return this.#seats.length;
  }

  /** @param one takes part in nothing else by its seat */
  add(one: T): void {
    one.seat = this.#seats.push(one) - 1;
  }

  /** The last one moves to the seat. @returns whether it took part */
  delete(one: T): boolean {
    if (this.#seats[one.seat] !== one) return false;
    const last = this.#seats.pop();
    if (last === undefined || last === one) return true;
    this.#seats[one.seat] = last;
    last.seat = one.seat;
    return true;
  }

  /** Everybody in turn, as many at a time as are wanted; undefined where nobody takes part. Who moves may wait for one round more. */
  next(): T | undefined {
    if (this.#next >= this.#seats.length) this.#next = 0;
    const one = this.#seats[this.#next];
    if (one) this.#next += 1;
    return one;
  }

  /** Tells each, without a copy of all: who is told may leave meanwhile, itself alone. */
  each(tell: (one: T) => void): void {
    for (let seat = this.#seats.length - 1; seat >= 0; seat--) {
      const one = this.#seats[seat];
      if (one) tell(one);
    }
  }

  /** Those who take part now, whoever leaves meanwhile. */
  [Symbol.iterator](): Iterator<T> {
    return this.#seats.slice().values();
  }
}
