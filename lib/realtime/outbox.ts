/** What a connection is written to: a socket that says how much it still holds. */
export type Sink = {
  /** Bytes handed over that the network has not taken. */
  readonly pending: number;
  /** Writes chunks in one go. */
  write(chunks: readonly Buffer[]): void;
};

type Entry = { bytes: Buffer; slot: string | null };

/** What may wait for one connection, in bytes (rule B1). */
export const MAX_QUEUED = 256 * 1024;
/** A socket that holds more than this does not drain: ticks are merged from here on. */
const BLOCKED_AT = 16 * 1024;

/**
 * The bounded queue of one connection. What is ready within a turn of the event loop leaves in one write;
 * while the socket does not drain, a tick replaces an older one of its slot (B1), and milestones beyond the
 * bound end the connection (B2).
 */
export class Outbox {
  #sink: Sink;
  #overflow: () => void;
  #queue = new Set<Entry>();
  #slots = new Map<string, Entry>();
  #bytes = 0;
  #scheduled = false;
  #closed = false;
  #conflated: (count: number) => void;

  constructor(sink: Sink, on: { overflow: () => void; conflated: (count: number) => void }) {
    this.#sink = sink;
    this.#overflow = on.overflow;
    this.#conflated = on.conflated;
  }

  /** Bytes that wait here, the socket's own not counted. */
  get queued(): number {
    return this.#bytes;
  }

  /** @param slot what a tick replaces; null for what must arrive */
  push(bytes: Buffer, slot: string | null): void {
    if (this.#closed) return;
    const blocked = this.#sink.pending > BLOCKED_AT;
    if (slot !== null && blocked) this.#drop(this.#slots.get(slot));
    const entry = { bytes, slot };
    this.#queue.add(entry);
    if (slot !== null) this.#slots.set(slot, entry);
    this.#bytes += bytes.length;
    if (blocked && this.#bytes + this.#sink.pending > MAX_QUEUED) this.#relieve();
    if (blocked) return;
    // A burst within one turn goes out in portions: a socket that takes them is not slow.
    if (this.#bytes > MAX_QUEUED / 4) this.flush();
    else this.#schedule();
  }

  /** The socket has room again. */
  drained(): void {
    this.#schedule();
  }

  /** Writes what waits now, whatever the socket holds: before a close frame. */
  flush(): void {
    if (this.#closed || this.#queue.size === 0) return;
    const chunks = Array.from(this.#queue, ({ bytes }) => bytes);
    this.#queue.clear();
    this.#slots.clear();
    this.#bytes = 0;
    this.#sink.write(chunks);
  }

  close(): void {
    this.#closed = true;
    this.#queue.clear();
    this.#slots.clear();
    this.#bytes = 0;
  }

  #schedule(): void {
    if (this.#scheduled || this.#queue.size === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#sink.pending <= BLOCKED_AT) this.flush();
    });
  }

  /** Over the bound: ticks go first, all but the newest of each slot, then all; what must arrive never does. */
  #relieve(): void {
    for (const entry of this.#queue) if (entry.slot !== null && this.#slots.get(entry.slot) !== entry) this.#drop(entry);
    if (this.#bytes + this.#sink.pending <= MAX_QUEUED) return;
    for (const entry of this.#slots.values()) this.#drop(entry);
    this.#slots.clear();
    if (this.#bytes + this.#sink.pending > MAX_QUEUED) this.#overflow();
  }

  #drop(entry: Entry | undefined): void {
    if (!entry || !this.#queue.delete(entry)) return;
    this.#bytes -= entry.bytes.length;
    this.#conflated(1);
  }
}
