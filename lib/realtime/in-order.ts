import type { Socket } from './socket.ts';

/** Commands that may wait for their turn before the socket is read no further. */
const MAX_WAITING = 64;

/** The commands of one connection, carried out in the order in which they came. */
export class InOrder {
  readonly #socket: Pick<Socket, 'pause' | 'resume'>;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  #open = true;

  constructor(socket: Pick<Socket, 'pause' | 'resume'>) {
    this.#socket = socket;
  }

  /** @param work never rejects */
  add(work: () => Promise<void>): void {
    this.#waiting += 1;
    if (this.#waiting === MAX_WAITING + 1) this.#socket.pause();
    this.#last = this.#last.then(async () => {
      if (this.#open) await work();
      this.#waiting -= 1;
      if (this.#open && this.#waiting === MAX_WAITING) this.#socket.resume();
    });
  }

  /** What has not begun is left undone. */
  close(): void {
    this.#open = false;
    // A socket that is not read would never see the peer's goodbye.
    if (this.#waiting > MAX_WAITING) this.#socket.resume();
  }
}
