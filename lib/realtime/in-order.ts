import type { Socket } from './socket.ts';

/** Commands that may wait for their turn before the socket is read no further. */
const MAX_WAITING = 64;

/** Done by now, or once this resolves; most commands are done at once, and their connection makes no promises. */
export type Done = Promise<void> | void;
type Work = () => Done;

/** The commands of one connection, carried out in the order in which they came. */
export class InOrder {
  readonly #socket: Pick<Socket, 'pause' | 'resume'>;
  /** What is being done, and behind it what waits. */
  #waiting: Work[] = [];
  #open = true;

  constructor(socket: Pick<Socket, 'pause' | 'resume'>) {
    this.#socket = socket;
  }

  /** @param work never throws or rejects */
  add(work: Work): void {
    if (this.#waiting.length === 0) {
      const done = work();
      if (!done) return;
      this.#waiting.push(work);
      void this.#carryOn(done);
    } else if (this.#waiting.push(work) === MAX_WAITING + 1) this.#socket.pause();
  }

  /** What has not begun is left undone. */
  close(): void {
    this.#open = false;
    // A socket that is not read would never see the peer's goodbye.
    if (this.#waiting.length > MAX_WAITING) this.#socket.resume();
    this.#waiting = [];
  }

  async #carryOn(first: Promise<void>): Promise<void> {
    await first;
    while (this.#open) {
      this.#waiting.shift();
      if (this.#waiting.length === MAX_WAITING) this.#socket.resume();
      const next = this.#waiting[0];
      if (!next) return;
      await next();
    }
  }
}
