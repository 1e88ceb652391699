import { z } from 'zod';
import { zMilestone, zTick, type TickDraft } from '#lib/protocol/events.ts';
import { jsonOrNull } from '#lib/protocol/json-text.ts';
import { zAttempt, zId, zSeq } from '#lib/protocol/scalars.ts';
import type { Ring } from './bell.ts';

const ANY_PLACE = { task_id: 'any', seq: 1, n: 1, attempt: 1, timestamp: new Date(0).toISOString() };
/** A tick is given its place by each node's topic; everything else of it is checked here. */
const zDraft = z.custom<TickDraft>((draft) => typeof draft === 'object' && zTick.safeParse({ ...draft, ...ANY_PLACE }).success);

const zRing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('milestone'), event: zMilestone }),
  z.object({ kind: z.literal('logged'), task_id: zId, seq: zSeq }),
  z.object({ kind: z.literal('tick'), task_id: zId, attempt: zAttempt, draft: zDraft }),
  z.object({ kind: z.literal('cancel'), task_id: zId }),
  z.object({ kind: z.literal('queue') }),
  z.object({ kind: z.literal('revoked'), credential_id: z.string() }),
]);

/**
 * A ring as it travels between nodes: who rang, then what.
 * @param limit bytes that the carrier takes
 * @returns null for what stays at home: a ring too large of which a read brings nothing
 */
export function encodeRing(ring: Ring, { node, limit }: { node: string; limit: number }): string | null {
  if (ring.kind === 'missed') return null;
  const text = `${node}\n${JSON.stringify(ring)}`;
  if (Buffer.byteLength(text) <= limit) return text;
  if (ring.kind !== 'milestone') return null;
  return `${node}\n${JSON.stringify({ kind: 'logged', task_id: ring.event.task_id, seq: ring.event.seq } satisfies Ring)}`;
}

/** @returns null for a node's own words, and for what it does not understand: the log has it. */
export function decodeRing(text: string, { node }: { node: string }): Ring | null {
  const end = text.indexOf('\n');
  if (text.slice(0, Math.max(0, end)) === node) return null;
  return zRing.safeParse(jsonOrNull(text.slice(end + 1))).data ?? null;
}
