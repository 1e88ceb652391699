import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '#lib/protocol/errors.ts';
import { failureOfThrown } from './fetch-failure.ts';
import type { Fetched, GuardedFetch } from './guarded-fetch.ts';
import { readAtMost } from './read-at-most.ts';

export type RangedLimits = {
  /** Bytes that are fetched in all; more is `too_large`. */
  bytes: number;
  /** Requests in all. */
  requests: number;
};

const LIMITS: RangedLimits = { bytes: 256 * 1024 * 1024, requests: 40_000 };
/** A server that knows no ranges sends the file from its start: so much of it is taken. */
const START_BYTES = 16 * 1024 * 1024;
/** No file is larger; what is taken of one is limited elsewhere. */
const LARGEST_FILE = 2 ** 45;
/** What was read along is kept up to this many bytes. */
const KEPT_BYTES = 4 * 1024 * 1024;
const TRIES = 2;
/** Reads of what is at hand until others have their turn: they wait for nothing, so a walk over tiny parts lets nobody in. */
const READS_A_TURN = 64;

type Extent = { start: number; bytes: Uint8Array };

/** A remote file of which parts are read by ranged requests through the guard; little more than was asked for is kept. */
export class RangedFile {
  /** Known after the first read; null where the server does not say. */
  size: number | null = null;
  /** Bytes and requests so far. */
  readonly spent: RangedLimits = { bytes: 0, requests: 0 };
  readonly #fetch: GuardedFetch;
  readonly #url: URL;
  readonly #signal: AbortSignal;
  readonly #limits: RangedLimits;
  #kept: Extent[] = [];
  #reads = 0;
  /** Where the server knows no ranges: how the file begins. */
  #start: Uint8Array | null = null;

  constructor(fetch: GuardedFetch, url: URL, { signal, limits = LIMITS }: { signal: AbortSignal; limits?: RangedLimits }) {
    this.#fetch = fetch;
    this.#url = url;
    this.#signal = signal;
    this.#limits = limits;
  }

  /**
   * Bytes from `start`; fewer at the end of the file. @param ahead more that may be fetched along, for reads to come
   * @throws Failure of the fetch; `source_blocked` where only the whole of a large file is to be had
   */
  async read(start: number, length: number, ahead = 0): Promise<Uint8Array> {
    if (++this.#reads % READS_A_TURN === 0) await nextTurn();
    this.#signal.throwIfAborted();
    const end = Math.min(start + length, this.size ?? Infinity);
    if (this.#start) return this.#fromStart(this.#start, start, end);
    if (end <= start) return new Uint8Array(0);
    const held = this.#held(start, end);
    if (held) return held;
    const bytes = await this.#fetched(start, Math.min(end + ahead, this.size ?? Infinity));
    this.#keep({ start, bytes });
    return bytes.subarray(0, length);
  }

  #held(start: number, end: number): Uint8Array | null {
    const extent = this.#kept.findLast((kept) => kept.start <= start && kept.start + kept.bytes.byteLength >= end);
    return extent ? extent.bytes.subarray(start - extent.start, end - extent.start) : null;
  }

  #keep(extent: Extent): void {
    this.#kept.push(extent);
    let total = this.#kept.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    while (total > KEPT_BYTES && this.#kept.length > 1) total -= this.#kept.shift()?.bytes.byteLength ?? 0;
  }

  async #fetched(start: number, end: number): Promise<Uint8Array> {
    for (let tried = 1; ; tried += 1) {
      this.#charge(end - start);
      try {
        return await this.#once(start, end);
      } catch (thrown) {
        this.#signal.throwIfAborted();
        // A connection that broke within the body: asked once more.
        const failure = failureOfThrown(thrown);
        if (tried === TRIES || failure.code !== 'source_unreachable' || thrown instanceof Failure) throw failure;
      }
    }
  }

  #charge(bytes: number): void {
    this.spent.requests += 1;
    if (this.spent.bytes + bytes > this.#limits.bytes || this.spent.requests > this.#limits.requests) throw new Failure('too_large', { message: 'Too much of the file would have to be read.' });
  }

  async #once(start: number, end: number): Promise<Uint8Array> {
    const headers = { range: `bytes=${start}-${end - 1}`, 'accept-encoding': 'identity' };
    const fetched = await this.#fetch(this.#url, { signal: this.#signal, headers, max_bytes: LARGEST_FILE });
    if (fetched.response.status !== 206) return this.#fromStart(await this.#takeStart(fetched), start, end);
    this.#measure(fetched, start);
    const bytes = await readAtMost(fetched.response.body, end - start);
    this.spent.bytes += bytes.byteLength;
    if (bytes.byteLength < Math.min(end, this.size ?? 0) - start) throw new Error('the range broke off');
    return bytes;
  }

  /** @throws Failure where the answer is another part than was asked for */
  #measure({ response }: Fetched, start: number): void {
    const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
    if (from !== undefined && Number(from) !== start) throw new Failure('source_unreachable', { message: 'The site answers with other parts of the file than were asked for.', retryable: false });
    if (total !== undefined && total !== '*') this.size ??= Number(total);
  }

  async #takeStart(fetched: Fetched): Promise<Uint8Array> {
    const told = fetched.response.headers.get('content-length');
    this.#start = await readAtMost(fetched.response.body, START_BYTES);
    this.spent.bytes += this.#start.byteLength;
    const ended = this.#start.byteLength < START_BYTES;
    this.size = ended || told === null ? this.#start.byteLength : Number(told);
    return this.#start;
  }

  #fromStart(taken: Uint8Array, start: number, end: number): Uint8Array {
    if (start < (this.size ?? 0) && Math.min(end, this.size ?? 0) > taken.byteLength) {
      throw new Failure('source_blocked', { message: 'The site does not let parts of the file be read, and what is needed is not at its start.', retryable: false });
    }
    return taken.subarray(start, end);
  }
}
