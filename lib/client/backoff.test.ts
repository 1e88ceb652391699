import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff, BASE_MS, CAP_MS } from './backoff.ts';

describe('backoff', () => {
  it('never waits longer than its bound, which doubles from 250 ms to 10 s', () => {
    fc.assert(fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, chance) => {
      const ms = backoff(attempt, () => chance);
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThan(Math.min(CAP_MS, BASE_MS * 2 ** attempt));
    }));
  });

  it('spreads over the whole of it', () => {
    expect(backoff(3, () => 0)).toBe(0);
    expect(backoff(3, () => 0.5)).toBe(1_000);
    expect(backoff(60, () => 0.9999)).toBe(9_999);
  });
});
