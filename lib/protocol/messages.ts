import { z } from 'zod';
import { zErrorCode } from './errors.ts';
import * as events from './events.ts';
import { zAttempt, zId, zSeconds, zSeq, zTimestamp } from './scalars.ts';
import { zStageName } from './stages.ts';
import { zTaskView } from './task-view.ts';

export const PROTOCOL_VERSION = 1;
export const HEARTBEAT_MS = 25_000;
export const BOOKMARK_MS = 15_000;
export const MAX_MESSAGE_BYTES = 64 * 1024;
/** An event or snapshot is never larger; of `result` it leaves out what does not fit. */
export const MAX_EVENT_BYTES = 128 * 1024;
export const MAX_SUBSCRIPTIONS = 100;

const message = <T extends string, S extends z.ZodRawShape>(type: T, fields: S) =>
  z.object({ type: z.literal(type), timestamp: zTimestamp, ...fields });

const answer = { request_id: z.string().optional() };

export const zConnectionEstablished = message('connection_established', {
  connection_id: zId, protocol: z.literal(PROTOCOL_VERSION), heartbeat_ms: z.int().min(1),
  max_message_bytes: z.int().min(1), resumed: z.boolean(),
});
export const zTaskStarted = message('task_started', { ...answer, task_id: zId, url: z.string() });
export const zSubscribed = message('subscribed', { ...answer, task_id: zId, seq: zSeq, recovered: z.boolean() });
export const zUnsubscribed = message('unsubscribed', { ...answer, task_id: zId });
export const zAccepted = message('accepted', { ...answer, task_id: zId });
export const zPong = message('pong', { ...answer, id: z.union([z.string(), z.number()]).optional() });
export const zAuthenticated = message('authenticated', { ...answer, expires_at: zTimestamp.optional() });
export const zTaskSnapshot = message('task_snapshot', { task: zTaskView });
export const zBookmark = message('bookmark', { tasks: z.record(zId, zSeq) });
export const zTokenExpiring = message('token_expiring', { expires_at: zTimestamp });
export const zReconnect = message('reconnect', { after_ms: z.int().min(0) });

/** The answer to a command that failed; with `seq` and `n` it is the tick beside `stage_failed` (rule E4). */
export const zErrorMessage = message('error', {
  ...answer, code: zErrorCode, message: z.string(), task_id: zId.optional(), retry_after: zSeconds.optional(),
  seq: zSeq.optional(), n: z.int().min(1).optional(), attempt: zAttempt.optional(),
  stage: zStageName.optional(), error: z.string().optional(),
});

/** Server → client: answers, connection messages, and every event. */
export const zServerMessage = z.discriminatedUnion('type', [
  zConnectionEstablished, zTaskStarted, zSubscribed, zUnsubscribed, zAccepted, zPong, zAuthenticated,
  zTaskSnapshot, zBookmark, zTokenExpiring, zReconnect, zErrorMessage,
  ...events.zMilestone.options,
  events.zProgressUpdate, events.zPartialText, events.zQueuePosition, events.zWatchers, events.zTaskDeleted,
]);
export type ServerMessage = z.infer<typeof zServerMessage>;
