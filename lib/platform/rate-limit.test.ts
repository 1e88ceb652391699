import { expect, it } from 'vitest';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { createRateLimiter } from './rate-limit.ts';

it('refuses what is too much within the window, and says when there is room again', () => {
  const clock = new ManualClock();
  const limiter = createRateLimiter(clock);
  expect(limiter.charge('a', 2, 10_000)).toEqual({ ok: true });
  clock.advance(4_000);
  expect(limiter.charge('a', 2, 10_000)).toEqual({ ok: true });
  expect(limiter.charge('a', 2, 10_000)).toEqual({ ok: false, retry_after: 6 });
  expect(limiter.charge('b', 2, 10_000)).toEqual({ ok: true });
  clock.advance(6_000);
  expect(limiter.charge('a', 2, 10_000)).toEqual({ ok: true });
  expect(limiter.charge('a', 2, 10_000)).toMatchObject({ ok: false });
});
