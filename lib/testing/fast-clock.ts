import { systemClock, type Clock } from '#lib/platform/clock.ts';

/**
 * A clock on which time passes `times` as fast as in the world: what takes half a minute is seen in a second.
 * @param since when the two showed the same; processes that share it agree on the time
 */
export function fastClock(times: number, since = Date.now()): Clock {
  return {
    now: () => Math.floor(since + (Date.now() - since) * times),
    after: (ms, fn) => systemClock.after(ms / times, fn),
  };
}
