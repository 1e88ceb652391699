import { randomInt, randomUUID } from 'node:crypto';
import { localBell } from './bell-local.ts';
import { decodeRing, encodeRing } from './bell-message.ts';
import type { Bell } from './bell.ts';

/** Carries texts to all nodes, this one included. What it loses is healed by reading the log. */
export type Carrier = {
  readonly connected: boolean;
  send(text: string): void;
  close(): Promise<void>;
};

export type CarrierEvents = {
  heard(text: string): void;
  /** It is connected, perhaps again: what was sent meanwhile is lost. */
  connected(): void;
};

/**
 * A bell that is heard on all nodes: at home at once, elsewhere by way of a carrier.
 * @param limit bytes that the carrier takes at a time
 */
export function remoteBell(limit: number, connect: (events: CarrierEvents) => Carrier): Bell {
  const home = localBell();
  const node = randomUUID();
  let closed: Promise<void> | null = null;
  const carrier = connect({
    heard(text) {
      const ring = decodeRing(text, { node });
      if (ring) home.ring(ring);
    },
    connected: () => home.ring({ kind: 'missed' }),
  });
  return {
    ring(ring) {
      home.ring(ring);
      const text = encodeRing(ring, { node, limit });
      if (text !== null) carrier.send(text);
    },
    onRing: (listener) => home.onRing(listener),
    reach: () => (carrier.connected ? 'nodes' : 'cut_off'),
    async close() {
      await home.close();
      closed ??= carrier.close();
      await closed;
    },
  };
}

const LONGEST_WAIT_MS = 10_000;

/** How long to wait before the n-th try to reach the carrier (from 0), with jitter. Milliseconds. */
export function waitBefore(tries: number): number {
  const bound = Math.min(LONGEST_WAIT_MS, 250 * 2 ** Math.min(tries, 10));
  return randomInt(bound / 2, bound);
}
