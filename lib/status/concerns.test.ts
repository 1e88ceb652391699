import { describe, expect, it } from 'vitest';
import { concernsOf } from './concerns.ts';
import type { Figures } from './report.ts';

const well: Figures = {
  server: { node: 'v24.0.0', role: 'all', mode: 'local', database: 'sqlite', bell: 'process', draining: false, now: '2026-01-01T00:00:00.000Z', uptime: 60 },
  load: { connections: 3, streams: 0, subscriptions: 3, topics: 1, queued_bytes: 0, kept_connections: 0 },
  process: { rss: 100, memory_limit: 1000, cpu: 0.1, loop_p99_ms: 11 },
  history: { seconds: 5, connections: [], deliveries: [], loop_p99_ms: [] },
  latency: { minutes: 5, socket: null, pixel: null },
  since_start: { conflated: 0, healed: 0, subscriptions: [], closes: [], refusals: [] },
  tasks: { waiting: 1, running: 2, longest_wait: 5, day: { completed: 9, failed: 1, cancelled: 0 }, failures: [] },
};
type Part = 'server' | 'load' | 'process' | 'history' | 'tasks';
const but = <K extends Part>(part: K, change: Partial<Figures[K]>): Figures => ({ ...well, [part]: { ...well[part], ...change } });

describe('what an operator should look at', () => {
  it('is nothing where all is well', () => {
    expect(concernsOf(well)).toEqual([]);
    expect(concernsOf(but('history', { loop_p99_ms: [9, 9, 9, 9, 9, 300] }))).toEqual([]);
  });

  it.each<[string, Figures, RegExp]>([
    ['a silent database', { ...well, tasks: null }, /database does not answer/],
    ['other servers out of reach', but('server', { bell: 'cut_off' }), /out of reach/],
    ['an ending server', but('server', { draining: true }), /ending/],
    ['a queue that nobody works on', but('tasks', { running: 0, longest_wait: 45 }), /45 s, and none is running/],
    ['a long queue', but('tasks', { longest_wait: 3600 }), /waited for 1 h/],
    ['a day of failures', but('tasks', { day: { completed: 1, failed: 6, cancelled: 0 }, failures: [{ name: 'captions_gated', count: 6 }] }), /captions_gated/],
    ['a late event loop', but('history', { loop_p99_ms: [9, 300, 300, 300, 240.4, 300, 300] }), /240 ms late/],
    ['little memory left', but('process', { rss: 900 }), /Memory/],
    ['slow readers', but('load', { queued_bytes: 2 ** 25 }), /too slow/],
  ])('is %s, with the next step', (_name, figures, what) => {
    const concerns = concernsOf(figures);
    expect(concerns).toHaveLength(1);
    expect(concerns[0]?.what).toMatch(what);
    expect(concerns[0]?.next).toMatch(/^[A-Z].+\.$/);
  });
});
