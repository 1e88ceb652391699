import type { GatewayFigures } from '#lib/realtime/metrics.ts';
import type { Reach } from '#lib/tasks/bell.ts';

export type Count = { name: string; count: number };

/** Seconds, of the last minutes. */
export type Latency = { count: number; p50: number; p95: number; p99: number };

/** What an operator should look at: what is the matter, and the next step. */
export type Concern = { what: string; next: string };

/** How a node is doing, for the person who runs it. It holds no secret and nothing of anybody's tasks. */
export type StatusReport = Figures & { concerns: Concern[] };

export type Figures = {
  server: {
    node: string;
    role: 'all' | 'web' | 'worker';
    mode: 'local' | 'accounts';
    database: 'sqlite' | 'postgres';
    bell: Reach;
    draining: boolean;
    /** ISO 8601. */
    now: string;
    /** Seconds. */
    uptime: number;
  };
  load: GatewayFigures;
  process: {
    /** Bytes of memory, and what the machine or container gives it at most. */
    rss: number;
    memory_limit: number;
    /** Share of one core. */
    cpu: number;
    /** How much later than asked for the event loop comes round, 99th percentile. Milliseconds. */
    loop_p99_ms: number;
  };
  /** One value every `seconds`, oldest first. */
  history: { seconds: number; connections: number[]; deliveries: number[]; loop_p99_ms: number[] };
  /** Null where there was nothing to measure. */
  latency: { minutes: number; socket: Latency | null; pixel: Latency | null };
  /** Since the start, the most frequent first. */
  since_start: { conflated: number; healed: number; subscriptions: Count[]; closes: Count[]; refusals: Count[] };
  /** Of all nodes; null where the database does not answer. */
  tasks: TaskFigures | null;
};

export type TaskFigures = {
  waiting: number;
  running: number;
  /** Seconds that the first one has waited for a worker; null where none does. */
  longest_wait: number | null;
  /** Of those that arrived in the last 24 hours. */
  day: { completed: number; failed: number; cancelled: number };
  /** Why they failed, by code of the catalogue. */
  failures: Count[];
};
