import type { Clock } from '#lib/platform/clock.ts';

/** Rule C3: how long a dropped connection's subscriptions wait for its return. */
const KEEP_MS = 120_000;
/** Whoever comes and goes without end fills no memory: beyond twice as many the oldest are forgotten, and subscribe as anybody does. */
const MOST_KEPT = 10_000;

type Kept = { task_ids: readonly string[]; until: number };

/**
 * What those followed who dropped, until they come back. Two generations, of which the older is forgotten as a whole:
 * taking single entries out of one map would leave holes that each next step has to walk over.
 */
export class KeptSubscriptions {
  #clock: Clock;
  #young = new Map<string, Kept>();
  #old = new Map<string, Kept>();
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
    this.#young.set(key, { task_ids, until: this.#newest + KEEP_MS });
  }

  /** @returns what was followed, once; null where nothing waits any more */
  take(key: string): readonly string[] | null {
    const kept = this.#young.get(key) ?? this.#old.get(key);
    if (!kept) return null;
    this.#young.delete(key);
    this.#old.delete(key);
    return kept.until > this.#clock.now() ? kept.task_ids : null;
  }

  /** Forgets what has waited for too long. */
  tend(): void {
    const now = this.#clock.now();
    if (now - this.#newest >= KEEP_MS) this.clear();
    else if (now - this.#turned >= KEEP_MS) this.#turn();
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }

  #turn(): void {
    this.#old = this.#young;
    this.#young = new Map();
    this.#turned = this.#clock.now();
  }
}
