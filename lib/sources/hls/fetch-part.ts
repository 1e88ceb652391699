import { createDecipheriv } from 'node:crypto';
import { failureOfThrown } from '#lib/net/fetch-failure.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { readAtMost } from '#lib/net/read-at-most.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { MediaSegment, Part, SegmentKey } from './media-playlist.ts';

/** Subtitles of one segment, or what a reader needs before segments. */
const MOST_BYTES = 16 * 1024 * 1024;
const KEY_BYTES = 16;
/** Of which only the start is read. */
const LARGEST_FILE = 2 ** 40;

/** Fetches parts of one stream: its keys once each, all through the guard. */
export class PartFetch {
  readonly #fetch: GuardedFetch;
  readonly #signal: AbortSignal;
  readonly #keys = new Map<string, Promise<Uint8Array>>();

  constructor(fetch: GuardedFetch, signal: AbortSignal) {
    this.#fetch = fetch;
    this.#signal = signal;
  }

  /** @param first only so many bytes from its start @throws Failure, `captions_gated` where only the site's player can read it */
  async segment(segment: MediaSegment, first = Infinity): Promise<Uint8Array> {
    const bytes = await this.part(segment, first);
    return segment.key === null ? bytes : this.#decrypted(bytes, segment, segment.key);
  }

  async part({ url, range }: Part, first = Infinity): Promise<Uint8Array> {
    const length = Math.min(range?.length ?? Infinity, first);
    const from = range?.offset ?? 0;
    const headers: Record<string, string> = length < Infinity ? { range: `bytes=${from}-${from + length - 1}`, 'accept-encoding': 'identity' } : {};
    const { response } = await this.#fetch(url, { signal: this.#signal, max_bytes: first < Infinity ? LARGEST_FILE : MOST_BYTES + from, headers });
    // A server that knows no ranges sends all of it.
    const skip = response.status === 206 ? 0 : from;
    if (skip > MOST_BYTES) {
      await response.body?.cancel();
      throw new Failure('source_blocked', { message: 'The site does not let parts of a file be read, and what is needed lies far inside.', retryable: false });
    }
    const bytes = await this.#read(response, skip + length);
    return bytes.subarray(skip, Math.min(bytes.byteLength, skip + length));
  }

  async #read(response: Response, most: number): Promise<Uint8Array> {
    try {
      return await readAtMost(response.body, most);
    } catch (thrown) {
      this.#signal.throwIfAborted();
      throw failureOfThrown(thrown);
    }
  }

  async #decrypted(bytes: Uint8Array, { number }: MediaSegment, { method, url, iv }: SegmentKey): Promise<Uint8Array> {
    if (method !== 'AES-128' || url === null) throw gated();
    const key = await this.#key(url);
    const start = iv === null ? Buffer.concat([Buffer.alloc(8), bigEndian(number)]) : Buffer.from(iv, 'hex');
    const decipher = createDecipheriv('aes-128-cbc', key, start).setAutoPadding(false);
    // The start of a segment is cut at a block; what fills the last block is taken off by hand.
    const plain = Buffer.concat([decipher.update(bytes.subarray(0, bytes.byteLength - (bytes.byteLength % 16))), decipher.final()]);
    const filling = plain.at(-1) ?? 0;
    return filling >= 1 && filling <= 16 && plain.subarray(-filling).every((byte) => byte === filling) ? plain.subarray(0, -filling) : plain;
  }

  #key(url: string): Promise<Uint8Array> {
    const key = this.#keys.get(url) ?? this.part({ url, range: null });
    this.#keys.set(url, key);
    return key.then((bytes) => {
      if (bytes.byteLength !== KEY_BYTES) throw gated();
      return bytes;
    });
  }
}

function bigEndian(number: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return bytes;
}

function gated(): Failure {
  return new Failure('captions_gated', { message: 'The stream is encrypted in a way that only the site’s own player can read.', retryable: false });
}
