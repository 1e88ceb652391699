import type { Clock } from '#lib/platform/clock.ts';

/** Rule C3: how long a dropped connection's subscriptions wait for its return. */
const KEEP_MS = 120_000;
/** Whoever comes and goes without end fills no memory: beyond twice as many the oldest are forgotten, and subscribe as anybody does. */
const MOST_KEPT = 10_000;
/** A power of two: with all that one generation keeps, one stranger in twenty-seven is taken for somebody who was here. */
const TRACES = 262_144;
/** Characters at the end of a key that its trace is made of; before them stands whose it is, the same for many. */
const TELLING = 16;

type Kept = { task_ids: readonly string[]; until: number };

/**
 * What those followed who dropped, until they come back. Two generations, of which the older is forgotten as a whole:
 * taking single entries out of one map would leave holes that each next step has to walk over.
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

  keep(key: string, task_ids: readonly string[]): void {
    if (this.#young.size >= MOST_KEPT) this.#turn();
    this.#newest = this.#clock.now();
    this.#young.keep(key, traceOf(key), { task_ids, until: this.#newest + KEEP_MS });
  }

  /** @returns what was followed, once; null where nothing waits any more */
  take(key: string): readonly string[] | null {
    const trace = traceOf(key);
    const [young, old] = [this.#young.take(key, trace), this.#old.take(key, trace)];
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
    this.#young.clear();
    this.#old.clear();
  }

  #turn(): void {
    [this.#young, this.#old] = [this.#old, this.#young];
    this.#young.clear();
    this.#turned = this.#clock.now();
  }
}

/**
 * Most who come were never here. Traces tell so without a look into a map of thousands, which no cache holds:
 * that cost more than anything else of a connection's coming and going.
 */
class Generation {
  #kept = new Map<string, Kept>();
  #traces = new Uint8Array(TRACES / 8);

  get size(): number {
    return this.#kept.size;
  }

  keep(key: string, trace: number, kept: Kept): void {
    this.#kept.set(key, kept);
    this.#traces[trace >>> 3] = (this.#traces[trace >>> 3] ?? 0) | (1 << (trace & 7));
  }

  take(key: string, trace: number): Kept | undefined {
    if (((this.#traces[trace >>> 3] ?? 0) & (1 << (trace & 7))) === 0) return undefined;
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    return kept;
  }

  clear(): void {
    this.#kept.clear();
    this.#traces.fill(0);
  }
}

/** FNV-1a over the end of a key: a number below `TRACES`. */
function traceOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = Math.max(0, key.length - TELLING); index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 15)) & (TRACES - 1);
}
