/** What comes in, one after the other, for a single reader; once closed with an error, reading throws it. */
export class Mailbox<T> {
  readonly #waiting: T[] = [];
  #error: { thrown: unknown } | null = null;
  #wake: (() => void) | null = null;

  put(item: T): void {
    this.#waiting.push(item);
    this.#wake?.();
  }

  /** The first one counts. */
  close(thrown: unknown): void {
    this.#error ??= { thrown };
    this.#wake?.();
  }

  /** What had come before it was closed is still given out. */
  async take(): Promise<T> {
    for (;;) {
      const item = this.#waiting.shift();
      if (item !== undefined) return item;
      if (this.#error) throw this.#error.thrown;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
