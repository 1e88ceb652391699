import type { Milestone, TickDraft } from '#lib/protocol/events.ts';

/**
 * What happened, as a hint to look: it may be lost or doubled with no harm.
 * A milestone travels with its ring as a cache of the log, keyed by `seq`.
 */
export type Ring =
  | { kind: 'milestone'; event: Milestone }
  /** A milestone that is too large to travel: it is read. */
  | { kind: 'logged'; task_id: string; seq: number }
  | { kind: 'tick'; task_id: string; attempt: number; draft: TickDraft }
  | { kind: 'cancel'; task_id: string }
  | { kind: 'queue' }
  | { kind: 'revoked'; credential_id: string }
  /** Rings of other nodes may have been lost: whoever relies on them looks now. Never sent. */
  | { kind: 'missed' };

/** How far a bell is heard: in this process by nature, on all nodes, or in this process because the others are cut off. */
export type Reach = 'process' | 'nodes' | 'cut_off';

export interface Bell {
  /** Heard in this process before it returns, elsewhere soon after. */
  ring(ring: Ring): void;
  /** @returns a function that stops listening. A listener that throws harms nobody else. */
  onRing(listener: (ring: Ring) => void): () => void;
  reach(): Reach;
  /** What was rung is sent first, where that can be done. */
  close(): Promise<void>;
}
