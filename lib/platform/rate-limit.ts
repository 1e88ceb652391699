import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import { remember } from './remember.ts';

export type Charge = { ok: true } | { ok: false; retry_after: number };
export type RateLimiter = {
  /** Counts one use of `key`; refused once `limit` uses lie within the last `windowMs`. `retry_after` in seconds. */
  charge(key: string, limit: number, windowMs: number): Charge;
};

/** Keys of which nothing counts any more are forgotten when there are this many, and twice as many as were left the last time. */
const SWEEP_AT = 10_000;

/** Sliding window over the times of use. */
export function createRateLimiter(clock: Clock): RateLimiter {
  const uses = new Map<string, { times: number[]; until: number }>();
  let sweepAt = SWEEP_AT;
  const sweep = (now: number) => {
    for (const [key, { until }] of uses) if (until <= now) uses.delete(key);
    sweepAt = Math.max(SWEEP_AT, 2 * uses.size);
  };
  return {
    charge(key, limit, windowMs) {
      const now = clock.now();
      if (uses.size >= sweepAt) sweep(now);
      const times = (uses.get(key)?.times ?? []).filter((time) => time > now - windowMs);
      const oldest = times[0];
      if (times.length >= limit && oldest !== undefined) {
        uses.set(key, { times, until: now + windowMs });
        return { ok: false, retry_after: Math.max(1, Math.ceil((oldest + windowMs - now) / 1000)) };
      }
      times.push(now);
      uses.set(key, { times, until: now + windowMs });
      return { ok: true };
    },
  };
}

/** The one of this process: HTTP calls and socket commands count alike (rule L1). */
export function rateLimiter(): RateLimiter {
  return remember('rate-limiter', () => createRateLimiter(systemClock));
}
