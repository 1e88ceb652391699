import type { Clock } from '#lib/platform/clock.ts';

/** Rule C3: how long a dropped connection's subscriptions wait for its return. */
const KEEP_MS = 120_000;
/** Whoever comes and goes without end fills no memory: beyond twice as many the oldest are forgotten, and subscribe as anybody does. */
const MOST_KEPT = 10_000;
/** So they are beyond twice as many bytes, which 10 000 connections with forty subscriptions each take. */
const MOST_BYTES = 16 * 1024 * 1024;
const FIRST_BYTES = 64 * 1024;
/** Characters at the end of a key that it is found by; before them stands whose it is, the same for many. */
const TELLING = 16;

/**
 * What those followed who dropped, until they come back. Two generations, of which the older is forgotten as a whole:
 * taking single entries out would leave holes that each next step has to walk over.
 */
export class KeptSubscriptions {
  #clock: Clock;
  #young = new Generation();
  #old = new Generation();
  /** When the generations were last turned, and when something was last kept. */
  #turned: number;
  #newest = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#turned = clock.now();
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** @param key without a line break, as tasks' ids are, but between its two parts */
  keep(key: string, task_ids: readonly string[]): void {
    this.#newest = this.#clock.now();
    const kept = { hash: hashOf(key), until: this.#newest + KEEP_MS, text: `${key}\n${task_ids.join('\n')}` };
    if (this.#young.keep(kept)) return;
    this.#turn();
    this.#young.keep(kept);
  }

  /** @returns what was followed, once; null where nothing waits any more */
  take(key: string): readonly string[] | null {
    const hash = hashOf(key);
    const [young, old] = [this.#young.take(key, hash), this.#old.take(key, hash)];
    const kept = young ?? old;
    return kept && kept.until > this.#clock.now() ? kept.task_ids : null;
  }

  /** Forgets what has waited for too long. */
  tend(): void {
    const now = this.#clock.now();
    if (this.size > 0 && now - this.#newest >= KEEP_MS) this.clear();
    else if (now - this.#turned >= KEEP_MS) this.#turn();
  }

  clear(): void {
    this.#young = new Generation();
    this.#old = new Generation();
  }

  #turn(): void {
    [this.#young, this.#old] = [this.#old, this.#young];
    this.#young.clear();
    this.#turned = this.#clock.now();
  }
}

/** Chains of records: a power of two, and more than there are records. */
const CHAINS = 16_384;
/** A record is these numbers, and its text behind them. */
const NEXT = 0;
const HASH = 1;
const UNTIL = 2;
const LENGTH = 3;
const HEAD = 4;

/**
 * Records of bytes, found by hash. Objects would live just long enough for each to be moved twice by the garbage
 * collector: that cost more than anything else of a connection's coming and going.
 */
class Generation {
  size = 0;
  /** By the lowest bits of a hash, the place of its newest record, in numbers; 0: none. */
  #chains = new Int32Array(CHAINS);
  #bytes = Buffer.alloc(FIRST_BYTES);
  #numbers = new Float64Array(this.#bytes.buffer);
  /** Where the next record begins. */
  #end = 1;

  /** @returns false where it does not fit any more */
  keep({ hash, until, text }: { hash: number; until: number; text: string }): boolean {
    const most = (this.#end + HEAD) * 8 + 3 * text.length + 8;
    if (this.size >= MOST_KEPT || most > MOST_BYTES) return false;
    if (most > this.#bytes.length) this.#grow(most);
    const at = this.#end;
    const length = this.#bytes.write(text, (at + HEAD) * 8);
    const chain = hash & (CHAINS - 1);
    this.#numbers[at + NEXT] = this.#chains[chain] ?? 0;
    this.#numbers[at + HASH] = hash;
    this.#numbers[at + UNTIL] = until;
    this.#numbers[at + LENGTH] = length;
    this.#chains[chain] = at;
    this.#end = at + HEAD + Math.ceil(length / 8);
    this.size += 1;
    return true;
  }

  take(key: string, hash: number): { task_ids: readonly string[]; until: number } | undefined {
    const numbers = this.#numbers;
    for (let at = this.#chains[hash & (CHAINS - 1)] ?? 0; at > 0; at = numbers[at + NEXT] ?? 0) {
      // What is taken stays where it is, and is found no more.
      if (numbers[at + HASH] !== hash || numbers[at + UNTIL] === 0) continue;
      const from = (at + HEAD) * 8;
      const text = this.#bytes.toString('utf8', from, from + (numbers[at + LENGTH] ?? 0));
      if (!text.startsWith(`${key}\n`)) continue;
      const until = numbers[at + UNTIL] ?? 0;
      numbers[at + UNTIL] = 0;
      this.size -= 1;
      return { task_ids: text.slice(key.length + 1).split('\n'), until };
    }
    return undefined;
  }

  clear(): void {
    this.size = 0;
    this.#chains.fill(0);
    this.#end = 1;
  }

  #grow(least: number): void {
    const grown = Buffer.alloc(Math.min(MOST_BYTES, Math.max(least, 2 * this.#bytes.length)));
    this.#bytes.copy(grown, 0, 0, this.#end * 8);
    this.#bytes = grown;
    this.#numbers = new Float64Array(grown.buffer);
  }
}

/** FNV-1a over the end of a key: 31 bits. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = Math.max(0, key.length - TELLING); index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 15)) & 0x7fffffff;
}
