import { describe, expect, it } from 'vitest';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { KeptSubscriptions } from './kept-subscriptions.ts';

describe('subscriptions of those who dropped', () => {
  it('are given back once, within 120 s, whichever generation they are in', () => {
    const clock = new ManualClock();
    const kept = new KeptSubscriptions(clock);
    kept.keep('early', ['t1']);
    clock.advance(119_000);
    kept.keep('late', ['t2', 't3']);
    clock.advance(1_000);
    kept.tend();
    expect(kept.take('early')).toBeNull();
    expect(kept.take('late')).toEqual(['t2', 't3']);
    expect(kept.take('late')).toBeNull();
  });

  it('are forgotten while others come on and on, and altogether when nobody does', () => {
    const clock = new ManualClock();
    const kept = new KeptSubscriptions(clock);
    for (let second = 0; second < 600; second++) {
      kept.keep(`tab-${second}`, ['t']);
      clock.advance(1_000);
      kept.tend();
      expect(kept.size).toBeLessThanOrEqual(240);
    }
    clock.advance(120_000);
    kept.tend();
    expect(kept.size).toBe(0);
  });

  it('are found among thousands, and no stranger is given them', () => {
    const kept = new KeptSubscriptions(new ManualClock());
    for (let tab = 0; tab < 12_000; tab++) kept.keep(`one\ntab-${tab}`, [`t${tab}`]);
    for (let tab = 0; tab < 50_000; tab++) expect(kept.take(`one\nstranger-${tab}`)).toBeNull();
    for (let tab = 0; tab < 12_000; tab++) expect(kept.take(`one\ntab-${tab}`)).toEqual([`t${tab}`]);
    expect(kept.size).toBe(0);
  });

  it('are found under keys that end alike, and with names of any script', () => {
    const kept = new KeptSubscriptions(new ManualClock());
    const keys = ['user:1\nthe-same-tab-0123456789', 'user:2\nthe-same-tab-0123456789', 'Zoë\nthe-same-tab-0123456789'];
    keys.forEach((key, index) => kept.keep(key, [`t${index}`]));
    expect(kept.take('user:3\nthe-same-tab-0123456789')).toBeNull();
    expect(keys.map((key) => kept.take(key))).toEqual([['t0'], ['t1'], ['t2']]);
  });

  it('take no more than so many bytes, of which the oldest go', () => {
    const kept = new KeptSubscriptions(new ManualClock());
    const many = Array.from({ length: 200 }, (_, index) => `${'x'.repeat(60)}${index}`);
    for (let tab = 0; tab < 4_000; tab++) kept.keep(`one\ntab-${tab}`, many);
    expect(kept.size).toBeLessThan(2 * (16 * 1024 * 1024) / (200 * 61));
    expect(kept.take('one\ntab-0')).toBeNull();
    expect(kept.take('one\ntab-3999')).toEqual(many);
  });
});
