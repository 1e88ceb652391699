import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Registry } from 'prom-client';
import { every, type Clock } from '#lib/platform/clock.ts';
import { between, countOf, quantile, readBuckets, type Buckets } from './read-metrics.ts';
import type { Latency } from './report.ts';

const SAMPLE_MS = 5_000;
/** Samples kept: five minutes. */
const KEPT = 60;
const NS_PER_MS = 1e6;
/** The loop is asked to come round as often as this, which counts as part of each delay. Milliseconds. */
const ROUND_MS = 10;

type Sample = { at: number; cpu: number; connections: number; deliveries: number; loop_p99_ms: number; socket: Buckets; pixel: Buckets };

/** The last minutes of a process, looked at every five seconds. */
export class Sampler {
  #deps: { registry: Registry; clock: Clock; connections: () => number };
  #loop = monitorEventLoopDelay({ resolution: ROUND_MS });
  #cpu = process.cpuUsage();
  #samples: Sample[] = [];
  #stop: () => void;

  constructor(deps: { registry: Registry; clock: Clock; connections: () => number }) {
    this.#deps = deps;
    this.#loop.enable();
    this.#stop = every(deps.clock, SAMPLE_MS, () => void this.#take());
    void this.#take();
  }

  get history(): { seconds: number; connections: number[]; deliveries: number[]; loop_p99_ms: number[] } {
    const samples = this.#samples;
    return {
      seconds: SAMPLE_MS / 1000,
      connections: samples.map(({ connections }) => connections),
      deliveries: samples.map(({ deliveries }) => deliveries),
      loop_p99_ms: samples.map(({ loop_p99_ms }) => loop_p99_ms),
    };
  }

  /** Share of one core, and delay of the event loop, of the newest sample. */
  get newest(): { cpu: number; loop_p99_ms: number } {
    const { cpu, loop_p99_ms } = this.#samples.at(-1) ?? { cpu: 0, loop_p99_ms: 0 };
    return { cpu, loop_p99_ms };
  }

  /** Of the time that is kept; null where there was nothing to measure. */
  async latency(of: 'socket' | 'pixel'): Promise<Latency | null> {
    const first = this.#samples[0];
    const now = await readBuckets(this.#deps.registry, NAMES[of]);
    const recent = first ? between(first[of], now) : now;
    const count = countOf(recent);
    return count === 0 ? null : { count, p50: quantile(recent, 0.5), p95: quantile(recent, 0.95), p99: quantile(recent, 0.99) };
  }

  get minutes(): number {
    return (KEPT * SAMPLE_MS) / 60_000;
  }

  stop(): void {
    this.#stop();
    this.#loop.disable();
  }

  async #take(): Promise<void> {
    const { registry, clock, connections } = this.#deps;
    const [socket, pixel] = [await readBuckets(registry, NAMES.socket), await readBuckets(registry, NAMES.pixel)];
    const before = this.#samples.at(-1);
    const at = clock.now();
    const seconds = before ? Math.max(0.001, (at - before.at) / 1000) : SAMPLE_MS / 1000;
    const { user, system } = process.cpuUsage(this.#cpu);
    this.#cpu = process.cpuUsage();
    const loop_p99_ms = Math.max(0, this.#loop.percentile(99) / NS_PER_MS - ROUND_MS);
    this.#loop.reset();
    const deliveries = before ? (countOf(socket) - countOf(before.socket)) / seconds : 0;
    this.#samples.push({ at, cpu: before ? (user + system) / 1e6 / seconds : 0, connections: connections(), deliveries, loop_p99_ms, socket, pixel });
    if (this.#samples.length > KEPT) this.#samples.shift();
  }
}

const NAMES = { socket: 'mindtube_append_to_socket_seconds', pixel: 'mindtube_append_to_pixel_seconds' } as const;
