import type { Milestone, TickDraft } from '#lib/protocol/events.ts';

/**
 * What happened, as a hint to look: it may be lost or doubled with no harm.
 * A milestone travels with its ring as a cache of the log, keyed by `seq`.
 */
export type Ring =
  | { kind: 'milestone'; event: Milestone }
  | { kind: 'tick'; task_id: string; attempt: number; draft: TickDraft }
  | { kind: 'cancel'; task_id: string }
  | { kind: 'queue' }
  | { kind: 'revoked'; credential_id: string };

export interface Bell {
  ring(ring: Ring): void;
  /** @returns a function that stops listening. A listener that throws harms nobody else. */
  onRing(listener: (ring: Ring) => void): () => void;
  close(): Promise<void>;
}
