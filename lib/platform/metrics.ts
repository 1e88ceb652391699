import { collectDefaultMetrics, Registry } from 'prom-client';

/** The figures of one process, Node's own among them (memory, event-loop delay, descriptors). */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
