import type { MilestoneDraft } from '#lib/protocol/events.ts';
import { MAX_EVENT_BYTES } from '#lib/protocol/messages.ts';
import { transcriptRef, type PartialResult, type Result } from '#lib/protocol/result.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';

/** What a frame carries beside the result, generously: cursor, stages, video, error. */
const FRAME_BYTES = 16 * 1024;
/** Left out in this order, the last ones are missed most. The transcript never travels. */
const LEFT_OUT_FIRST = ['key_phrases', 'mind_map', 'key_ideas', 'chapters', 'summary'] as const satisfies (keyof Result)[];

function transcriptUrl(task_id: string): string {
  return `/api/v1/tasks/${task_id}/result?format=json`;
}

/** A milestone as it is logged: the transcript by link, and what does not fit named in `omitted`. */
export function fitDraft(task_id: string, draft: MilestoneDraft): MilestoneDraft {
  if (draft.type !== 'stage_completed' && draft.type !== 'task_completed') return draft;
  return { ...draft, result: fitResult(byLink(task_id, draft.result)) };
}

/** A view as a snapshot carries it. */
export function fitView(view: TaskView): TaskView {
  return view.result === null ? view : { ...view, result: fitResult(byLink(view.id, view.result)) };
}

function byLink(task_id: string, result: PartialResult): PartialResult {
  const { transcript, transcript_ref, ...rest } = result;
  if (transcript === undefined && transcript_ref === undefined) return result;
  const url = transcriptUrl(task_id);
  return omitting({ ...rest, transcript_ref: transcript ? transcriptRef(transcript, url) : { ...transcript_ref!, url } }, 'transcript');
}

function fitResult(result: PartialResult): PartialResult {
  let fitted = result;
  for (const part of LEFT_OUT_FIRST) {
    if (Buffer.byteLength(JSON.stringify(fitted)) <= MAX_EVENT_BYTES - FRAME_BYTES) return fitted;
    if (fitted[part] === undefined) continue;
    const { [part]: _, ...rest } = fitted;
    fitted = omitting(rest, part);
  }
  return fitted;
}

function omitting(result: PartialResult, part: keyof Result): PartialResult {
  return { ...result, omitted: [...new Set([...(result.omitted ?? []), part])] };
}
