/** @property seat where it sits while it takes part: theirs alone to change */
export type Seated = { seat: number };

/**
 * Everybody in turn, as many at a time as are wanted. Who leaves is held by nothing, at a cost that does not grow with
 * their number: the last one moves to the seat, and may wait for one round more.
 */
export class Rounds<T extends Seated> {
  #seats: T[] = [];
  #next = 0;

  add(one: T): void {
    one.seat = this.#seats.push(one) - 1;
  }

  /** @param one takes part */
  delete(one: T): void {
    const last = this.#seats.pop();
    if (last === undefined || last === one) return;
    this.#seats[one.seat] = last;
    last.seat = one.seat;
  }

  /** Undefined where nobody takes part. */
  next(): T | undefined {
    if (this.#next >= this.#seats.length) this.#next = 0;
    const one = this.#seats[this.#next];
    if (one) this.#next += 1;
    return one;
  }
}
