import { Counter, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { between, countOf, quantile, readBuckets, readCounts, readTotal } from './read-metrics.ts';

describe('figures of a registry', () => {
  it('are counted by their label, the most frequent first, and in all', async () => {
    const registry = new Registry();
    const counter = new Counter({ name: 'closed', help: '-', labelNames: ['code'], registers: [registry] });
    counter.inc({ code: '1000' }, 2);
    counter.inc({ code: '1006' }, 5);
    expect(await readCounts(registry, 'closed')).toEqual([{ name: '1006', count: 5 }, { name: '1000', count: 2 }]);
    expect(await readTotal(registry, 'closed')).toBe(7);
    expect(await readCounts(registry, 'no such metric')).toEqual([]);
  });

  it('give the quantiles of what was added since', async () => {
    const registry = new Registry();
    const histogram = new Histogram({ name: 'seconds', help: '-', buckets: [1, 2, 4], registers: [registry] });
    for (let index = 0; index < 50; index++) histogram.observe(3);
    const before = await readBuckets(registry, 'seconds');
    for (let index = 0; index < 90; index++) histogram.observe(0.5);
    for (let index = 0; index < 10; index++) histogram.observe(1.5);
    const since = between(before, await readBuckets(registry, 'seconds'));
    expect(countOf(since)).toBe(100);
    expect([0.45, 0.9, 0.95, 1].map((share) => quantile(since, share))).toEqual([0.5, 1, 1.5, 2]);
  });

  it('beyond the last bound say that bound', () => {
    expect(quantile({ bounds: [1, Infinity], counts: [0, 10] }, 0.99)).toBe(1);
  });
});
