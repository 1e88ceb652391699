export const BASE_MS = 250;
export const CAP_MS = 10_000;
/** While nobody looks, tries may be further apart: whoever looks again is served at once. */
export const HIDDEN_CAP_MS = 60_000;

/**
 * How long to wait before try number `attempt` (from 0): "full jitter", a uniform draw between nothing and an
 * exponentially growing bound (M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 * @param random in [0, 1)
 * @param cap of the bound, milliseconds
 * @returns milliseconds
 */
export function backoff(attempt: number, random: () => number, cap = CAP_MS): number {
  const bound = Math.min(cap, BASE_MS * 2 ** Math.min(attempt, 16));
  return Math.floor(random() * bound);
}
