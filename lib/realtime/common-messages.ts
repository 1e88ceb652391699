import { randomUUID } from 'node:crypto';
import { HEARTBEAT_MS, MAX_MESSAGE_BYTES, PROTOCOL_VERSION, type ServerMessage } from '#lib/protocol/messages.ts';
import { stencil } from './stencil.ts';

// What every connection is told: once, for each subscription, and every 15 s. Whoever comes and goes is served most of
// all by these, and those who stay are many.

const TIME = '1970-01-01T00:00:00.000Z';
const ID = '00000000-0000-4000-8000-000000000000';
const TASK = '"a-task"';
const SEQ = '987654321';
const REQUEST = '"a-request"';

const greets = (resumed: boolean) => stencil({
  type: 'connection_established', timestamp: TIME, connection_id: ID, protocol: PROTOCOL_VERSION,
  heartbeat_ms: HEARTBEAT_MS, max_message_bytes: MAX_MESSAGE_BYTES, resumed,
}, [TIME, ID]);
const GREETS = { fresh: greets(false), resumed: greets(true) };

/** Connections are numbered, under a name of this process's own: a random one for each costs more than the rest of its greeting. */
const NODE = randomUUID();
let connections = 0;

/** Rule C2, as JSON. @param resumed whether an earlier connection's subscriptions are taken over */
export function greeting(timestamp: string, resumed: boolean): string {
  return (resumed ? GREETS.resumed : GREETS.fresh)(timestamp, `${NODE}-${(connections += 1)}`);
}

const confirms = (recovered: boolean) => {
  const message = { type: 'subscribed', timestamp: TIME, task_id: JSON.parse(TASK) as string, seq: Number(SEQ), recovered } satisfies ServerMessage;
  return { unasked: stencil(message, [TIME, TASK, SEQ]), asked: stencil({ ...message, request_id: JSON.parse(REQUEST) as string }, [TIME, REQUEST, TASK, SEQ]) };
};
const CONFIRMS = { recovered: confirms(true), afresh: confirms(false) };

export type Confirmed = { task_id: string; seq: number; recovered: boolean; request_id?: string | undefined };

/** Rule S1, as JSON. */
export function confirmation(timestamp: string, { task_id, seq, recovered, request_id }: Confirmed): string {
  const { asked, unasked } = recovered ? CONFIRMS.recovered : CONFIRMS.afresh;
  if (request_id === undefined) return unasked(timestamp, JSON.stringify(task_id), String(seq));
  return asked(timestamp, JSON.stringify(request_id), JSON.stringify(task_id), String(seq));
}

const bookmarks = stencil({ type: 'bookmark', timestamp: TIME, tasks: { [JSON.parse(TASK) as string]: Number(SEQ) } }, [TIME, `${TASK}:${SEQ}`]);

/** Rule E5, as JSON. @param tasks at least one, with its newest milestone */
export function bookmark(timestamp: string, tasks: readonly { readonly id: string; readonly head: number }[]): string {
  return bookmarks(timestamp, tasks.map(({ id, head }) => `${JSON.stringify(id)}:${head}`).join(','));
}
