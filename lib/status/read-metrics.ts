import type { Registry } from 'prom-client';
import type { Count } from './report.ts';

/** A histogram as it stands: how many values were at most each bound. */
export type Buckets = { bounds: readonly number[]; counts: readonly number[] };

type Value = { value: number; labels: Partial<Record<string, string | number>>; metricName?: string };

/** Only the metric that is asked for is read: others begin a new period with each reading. */
async function valuesOf(registry: Registry, name: string): Promise<Value[]> {
  return (await registry.getSingleMetric(name)?.get())?.values ?? [];
}

export async function readTotal(registry: Registry, name: string): Promise<number> {
  return (await valuesOf(registry, name)).reduce((sum, { value }) => sum + value, 0);
}

/** A counter by the values of its one label, the most frequent first. */
export async function readCounts(registry: Registry, name: string): Promise<Count[]> {
  const counts = (await valuesOf(registry, name)).map(({ labels, value }) => ({ name: String(Object.values(labels)[0]), count: value }));
  return counts.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count);
}

export async function readBuckets(registry: Registry, name: string): Promise<Buckets> {
  const buckets = (await valuesOf(registry, name)).filter(({ metricName }) => metricName === `${name}_bucket`);
  return { bounds: buckets.map(({ labels }) => (labels.le === '+Inf' ? Infinity : Number(labels.le))), counts: buckets.map(({ value }) => value) };
}

/** What was added to a histogram since. */
export function between(before: Buckets, after: Buckets): Buckets {
  return { bounds: after.bounds, counts: after.counts.map((count, index) => count - (before.counts[index] ?? 0)) };
}

export function countOf({ counts }: Buckets): number {
  return counts.at(-1) ?? 0;
}

/** Estimated as Prometheus does: evenly spread within a bucket; beyond the last bound, that bound. */
export function quantile({ bounds, counts }: Buckets, share: number): number {
  const rank = share * (counts.at(-1) ?? 0);
  const index = counts.findIndex((count) => count >= rank);
  const [low, high] = [bounds[index - 1] ?? 0, bounds[index] ?? 0];
  if (high === Infinity) return low;
  const [below, upTo] = [counts[index - 1] ?? 0, counts[index] ?? 0];
  return upTo === below ? high : low + ((high - low) * (rank - below)) / (upTo - below);
}
