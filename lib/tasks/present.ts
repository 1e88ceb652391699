import { zTaskView, type TaskView } from '#lib/protocol/task-view.ts';

/** Rows of ours become what everybody sees: validated, so that nothing malformed leaves. */
export function present(view: string | TaskView): TaskView {
  return zTaskView.parse(typeof view === 'string' ? JSON.parse(view) : view);
}

/** A view as it stands in a list: of the result only the summary; the rest is named. */
export function presentItem(view: string | TaskView): TaskView {
  const whole = present(view);
  if (whole.result === null) return whole;
  const { summary, omitted = [], transcript_ref: _, ...parts } = whole.result;
  const left = [...new Set([...omitted, ...(Object.keys(parts) as (keyof typeof parts)[])])];
  return { ...whole, result: { ...(summary === undefined ? {} : { summary }), ...(left.length > 0 ? { omitted: left } : {}) } };
}
