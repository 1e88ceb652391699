import { Counter, Gauge, type Registry } from 'prom-client';

/** What the gateway counts. */
export type GatewayMetrics = {
  opened(resumed: boolean): void;
  closed(code: number): void;
  refused(reason: string): void;
  conflated(count: number): void;
  healed(milestones: number): void;
};

/** What is asked of the gateway whenever the figures are read. */
export type GatewayFigures = { connections: number; subscriptions: number; topics: number; queued_bytes: number };

export function createGatewayMetrics(registry: Registry, figures: () => GatewayFigures): GatewayMetrics {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) => new Counter({ name: `mindtube_${name}`, help, labelNames, registers });
  const gauge = (name: keyof GatewayFigures, help: string) =>
    new Gauge({ name: `mindtube_${name}`, help, registers, collect() { this.set(figures()[name]); } });
  gauge('connections', 'Open connections');
  gauge('subscriptions', 'Subscriptions of open connections');
  gauge('topics', 'Tasks followed on this node');
  gauge('queued_bytes', 'Bytes that wait for connections');
  const opened = counter('connections_opened_total', 'Connections opened', ['resumed']);
  const closed = counter('connections_closed_total', 'Connections closed', ['code']);
  const refused = counter('handshakes_refused_total', 'Handshakes refused', ['reason']);
  const conflated = counter('ticks_conflated_total', 'Ticks replaced before they were sent');
  const healed = counter('milestones_healed_total', 'Milestones that no bell told of');
  return {
    opened: (resumed) => opened.inc({ resumed: String(resumed) }),
    closed: (code) => closed.inc({ code: String(code) }),
    refused: (reason) => refused.inc({ reason }),
    conflated: (count) => conflated.inc(count),
    healed: (milestones) => healed.inc(milestones),
  };
}
