import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/**
 * How a subscription began: from a snapshot, from a cursor, from a cursor that the log does not reach, or
 * again on an open connection whose client had noticed that it had missed something.
 */
export type SubscriptionKind = 'snapshot' | 'recovered' | 'unrecovered' | 'healed';

/** What the gateway counts. */
export type GatewayMetrics = {
  opened(resumed: boolean): void;
  closed(code: number): void;
  refused(reason: string): void;
  subscribed(kind: SubscriptionKind): void;
  conflated(count: number): void;
  healed(milestones: number): void;
  /** Seconds from a milestone's place in the log to its write to a socket. */
  written(seconds: number): void;
  /** Seconds from a milestone's place in the log to the word of a page that it is on the screen (rule P1). */
  painted(seconds: number): void;
};

/** What is asked of the gateway whenever the figures are read. */
export type GatewayFigures = { connections: number; streams: number; subscriptions: number; topics: number; queued_bytes: number; kept_connections: number };

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 1, 5];

export function createGatewayMetrics(registry: Registry, figures: () => GatewayFigures): GatewayMetrics {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name: `mindtube_${name}`, help, registers });
  const counterBy = (label: string, name: string, help: string) => countedBy(label, { name: `mindtube_${name}`, help, registers });
  const gauge = (name: keyof GatewayFigures, help: string) =>
    new Gauge({ name: `mindtube_${name}`, help, registers, collect() { this.set(figures()[name]); } });
  gauge('connections', 'Open connections, event streams among them');
  gauge('streams', 'Open event streams');
  gauge('subscriptions', 'Subscriptions of open connections');
  gauge('topics', 'Tasks followed on this node');
  gauge('queued_bytes', 'Bytes that wait for connections');
  gauge('kept_connections', 'Dropped connections whose subscriptions wait for their return');
  const opened = counterBy('resumed', 'connections_opened_total', 'Connections opened');
  const closed = counterBy('code', 'connections_closed_total', 'Connections closed');
  const refused = counterBy('reason', 'handshakes_refused_total', 'Handshakes refused');
  const subscribed = counterBy('kind', 'subscriptions_started_total', 'Subscriptions started');
  const conflated = counter('ticks_conflated_total', 'Ticks replaced before they were sent');
  const healed = counter('milestones_healed_total', 'Milestones that no bell told of');
  const written = new Histogram({ name: 'mindtube_append_to_socket_seconds', help: 'From the log to the socket', buckets: SECONDS, registers });
  const painted = new Histogram({ name: 'mindtube_append_to_pixel_seconds', help: 'From the log to the screen and the word of it, sampled by pages', buckets: SECONDS, registers });
  return {
    opened, closed, refused, subscribed,
    conflated: (count) => conflated.inc(count),
    healed: (milestones) => healed.inc(milestones),
    written: (seconds) => written.observe(Math.max(0, seconds)),
    painted: (seconds) => painted.observe(Math.max(0, seconds)),
  };
}

/** A counter with one label. It is counted here and handed over when it is read: each connection counts in several. */
function countedBy(label: string, { name, help, registers }: { name: string; help: string; registers: Registry[] }): (value: string | number | boolean) => void {
  const counts = new Map<string | number | boolean, number>();
  new Counter({
    name, help, registers, labelNames: [label],
    collect() {
      this.reset();
      for (const [value, count] of counts) this.inc({ [label]: String(value) }, count);
    },
  });
  return (value) => void counts.set(value, (counts.get(value) ?? 0) + 1);
}
