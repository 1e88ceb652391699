import { z } from 'zod';
import { zTaskOptions, zUrlText } from './options.ts';
import { zId, zSeq } from './scalars.ts';

const zRequestId = z.string().min(1).max(64);
export const zIdempotencyKey = z.string().min(1).max(255).regex(/^\P{Cc}*$/u, 'must have no control characters');

const command = <T extends string, S extends z.ZodRawShape>(type: T, fields: S) =>
  z.object({ type: z.literal(type), request_id: zRequestId.optional(), ...fields });

export const zStartAnalysis = command('start_analysis', {
  url: zUrlText, options: zTaskOptions.optional(), idempotency_key: zIdempotencyKey.optional(),
});
export const zSubscribeTask = command('subscribe_task', { task_id: zId, after: zSeq.optional() });
export const zUnsubscribeTask = command('unsubscribe_task', { task_id: zId });
export const zCancelTask = command('cancel_task', { task_id: zId });
export const zRetryTask = command('retry_task', { task_id: zId });
export const zPing = command('ping', { id: z.union([z.string().max(64), z.number()]).optional() });
export const zAuthenticate = command('authenticate', { token: z.string().min(1).max(8192) });
/** Rule P1: a milestone that came live is on the screen. */
export const zPainted = command('painted', { task_id: zId, seq: zSeq.min(1) });

/** Client → server. */
export const zCommand = z.discriminatedUnion('type', [
  zStartAnalysis, zSubscribeTask, zUnsubscribeTask, zCancelTask, zRetryTask, zPing, zAuthenticate, zPainted,
]);
export type Command = z.infer<typeof zCommand>;
export const COMMAND_TYPES = zCommand.options.map((option) => option.shape.type.value);
