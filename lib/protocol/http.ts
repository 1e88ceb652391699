import { z } from 'zod';
import { zErrorCode } from './errors.ts';
import { zMilestone } from './events.ts';
import { zTaskOptions, zUrlText } from './options.ts';
import { zId, zSeconds, zSeq, zTimestamp } from './scalars.ts';
import { zTaskStatus, zTaskView } from './task-view.ts';

/** `POST /api/v1/tasks` */
export const zSubmitBody = z.object({ url: zUrlText, options: zTaskOptions.optional() });
export type SubmitBody = z.infer<typeof zSubmitBody>;

/** `GET /api/v1/tasks` */
export const zListQuery = z.object({
  q: z.string().max(200).optional(),
  status: zTaskStatus.optional(),
  cursor: zId.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type ListQuery = z.infer<typeof zListQuery>;

export const zTaskList = z.object({ items: z.array(zTaskView), next_cursor: z.string().nullable() });
export type TaskList = z.infer<typeof zTaskList>;

/** `GET /api/v1/tasks/{id}/events` as JSON: milestones only. */
export const zEventsPage = z.object({ events: z.array(zMilestone), seq: zSeq });
export type EventsPage = z.infer<typeof zEventsPage>;

/** `POST /api/v1/tasks/{id}/share`; `expires_in` in seconds, without it the link stays until it is revoked. */
export const zShareBody = z.object({ expires_in: z.int().min(1).max(10 * 365 * 86_400).optional() });
export const zShareLink = z.object({ url: z.url(), token: z.string(), expires_at: zTimestamp.nullable() });
export type ShareLink = z.infer<typeof zShareLink>;

export const RESULT_FORMATS = ['json', 'md', 'txt', 'html', 'srt', 'vtt', 'chapters_vtt', 'chapters_txt', 'opml', 'mm', 'mmd', 'svg', 'png'] as const;
export const zResultFormat = z.enum(RESULT_FORMATS);
export type ResultFormat = z.infer<typeof zResultFormat>;

/** `GET /api/v1/tasks/{id}/result`; `theme` is that of the drawings. */
export const zResultQuery = z.object({ format: zResultFormat.default('json'), theme: z.enum(['light', 'dark']).default('light') });
export type ResultQuery = z.infer<typeof zResultQuery>;

/** RFC 9457 `application/problem+json`. */
export const zProblem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: zErrorCode,
  hint: z.string(),
  retry_after: zSeconds.optional(),
});
export type Problem = z.infer<typeof zProblem>;
