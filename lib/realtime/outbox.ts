import type { Frame } from './frame.ts';
import { atEndOfPass, atEndOfTurn, joined, type Writer } from './turn.ts';

/** What a connection is written to: a socket that says how much it still holds. */
export type Sink = {
  /** Bytes handed over that the network has not taken. */
  readonly pending: number;
  /** It holds so much that it will say when it has drained. */
  readonly blocked: boolean;
  /** All in one write. */
  write(...frames: readonly Frame[]): void;
};

/** @property slot what a newer one replaces; null for what must arrive */
export type Chunk = { readonly frame: Frame; readonly slot: string | null };

export type OutboxEvents = {
  /** What must arrive does not fit any more (rule B2). */
  overflow(): void;
  /** Ticks that were left out. */
  conflated(count: number): void;
  /** Live milestones were written; `appended` is when the first of them was logged, by the clock. */
  written(appended: number): void;
};

/** What may wait for one connection, in bytes (rule B1). */
export const MAX_QUEUED = 256 * 1024;
/** Writes that follow each other within this time are a flow. Milliseconds. */
const FLOW_MS = 1_000;
/** A flow this long is paced; an answer, or a few, leave at once. */
const FLOW_WRITES = 3;
/** A burst within one turn goes out in portions: a socket that takes them is not slow. */
const PORTION = 64 * 1024;

/**
 * The bounded queue of one connection. What is ready within a turn of the event loop leaves in one write;
 * while the socket does not drain, a tick replaces the older ones of its slot (B1), and milestones beyond
 * the bound end the connection (B2). Of a socket that drains nothing is left out (E2).
 */
export class Outbox implements Writer {
  #sink: Sink;
  #on: OutboxEvents;
  #queue: Chunk[] = [];
  #bytes = 0;
  #appended: number | null = null;
  #scheduled = false;
  #lastWrite = 0;
  #flow = 0;
  #closed = false;
  #waiters: (() => void)[] | null = null;

  constructor(sink: Sink, on: OutboxEvents) {
    this.#sink = sink;
    this.#on = on;
  }

  /** Bytes that wait, the socket's own included. */
  get queued(): number {
    return this.#bytes + this.#sink.pending;
  }

  /** @param appended for a live milestone: when it was logged, by the clock */
  push(chunk: Chunk, appended: number | null = null): void {
    if (this.#closed) return;
    const { blocked } = this.#sink;
    if (blocked && chunk.slot !== null) this.#leaveOut((other) => other.slot === chunk.slot);
    // Most wait alone: a list that is pushed to makes room for seventeen.
    if (this.#queue.length === 0) this.#queue = [chunk];
    else this.#queue.push(chunk);
    this.#bytes += chunk.frame.length;
    this.#appended ??= appended;
    if (blocked) this.#bound();
    else if (this.#bytes > PORTION) this.flush();
    else this.#schedule();
  }

  /** Resolves once the socket takes more, or is gone: who has much to say waits for it instead of filling the queue. */
  async room(): Promise<void> {
    while (this.#sink.blocked && !this.#closed) {
      await new Promise<void>((resolve) => (this.#waiters ??= []).push(resolve));
    }
  }

  /** The socket has room again. */
  drained(): void {
    this.#schedule();
    for (const resolve of this.#waiters?.splice(0) ?? []) resolve();
  }

  /** Writes what waits now, whatever the socket holds. */
  flush(): void {
    if (this.#closed || this.#queue.length === 0) return;
    const chunks = this.#queue.map(({ frame }) => frame);
    this.#queue = [];
    this.#bytes = 0;
    this.#sink.write(...joined(chunks));
    const now = performance.now();
    this.#flow = now - this.#lastWrite < FLOW_MS ? this.#flow + 1 : 0;
    this.#lastWrite = now;
    if (this.#appended !== null) this.#on.written(this.#appended);
    this.#appended = null;
  }

  /** Called when the turn is over in which something was pushed. */
  writeNow(): void {
    this.#scheduled = false;
    if (!this.#sink.blocked) this.flush();
  }

  close(): void {
    this.#closed = true;
    this.#queue = [];
    this.#bytes = 0;
    for (const resolve of this.#waiters?.splice(0) ?? []) resolve();
  }

  #schedule(): void {
    if (this.#scheduled || this.#queue.length === 0) return;
    this.#scheduled = true;
    if (this.#flow >= FLOW_WRITES) atEndOfPass(this);
    else atEndOfTurn(this);
  }

  /** Over the bound ticks are left out; what must arrive never is. */
  #bound(): void {
    if (this.queued <= MAX_QUEUED) return;
    this.#leaveOut(({ slot }) => slot !== null);
    if (this.queued > MAX_QUEUED) this.#on.overflow();
  }

  #leaveOut(unwanted: (chunk: Chunk) => boolean): void {
    const kept = this.#queue.filter((chunk) => !unwanted(chunk));
    if (kept.length === this.#queue.length) return;
    this.#on.conflated(this.#queue.length - kept.length);
    this.#queue = kept;
    this.#bytes = kept.reduce((sum, { frame }) => sum + frame.length, 0);
  }
}
