import { isTick, tickSlot, type TaskEvent } from '#lib/protocol/events.ts';
import { MAX_EVENT_BYTES, type ServerMessage } from '#lib/protocol/messages.ts';
import type { PartialResult } from '#lib/protocol/result.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { encodeServerMessage } from '#lib/protocol/wire.ts';
import { ownFrame, textFrame, type Frame } from './frame.ts';

/** A message ready for every connection: its text for SSE, its frame for sockets, and where it belongs. */
export type Encoded = {
  readonly text: string;
  readonly frame: Frame;
  readonly seq: number;
  /** What a newer tick replaces; null for what must arrive. */
  readonly slot: string | null;
  readonly type: ServerMessage['type'];
};

export function encodeEvent(event: TaskEvent): Encoded {
  const text = encodeServerMessage(event);
  const slot = isTick(event) && event.type !== 'task_deleted' ? `${event.task_id}:${tickSlot(event)}` : null;
  return { text, frame: textFrame(text), seq: event.seq, slot, type: event.type };
}

export function encodeSnapshot(view: TaskView, timestamp: string): Encoded {
  const text = encodeServerMessage({ type: 'task_snapshot', timestamp, task: fitting(view, timestamp) });
  return { text, frame: ownFrame(text), seq: view.seq, slot: null, type: 'task_snapshot' };
}

/** What is left out first where a snapshot would be too large: HTTP has it all. */
const LARGEST_FIRST = ['transcript', 'mind_map', 'key_phrases', 'summary', 'key_ideas', 'chapters'] as const satisfies (keyof PartialResult)[];

function fitting(view: TaskView, timestamp: string): TaskView {
  let fitted = view;
  for (const part of LARGEST_FIRST) {
    const size = Buffer.byteLength(JSON.stringify({ type: 'task_snapshot', timestamp, task: fitted }));
    if (size <= MAX_EVENT_BYTES || !fitted.result) return fitted;
    if (fitted.result[part] === undefined) continue;
    const { [part]: _left, ...rest } = fitted.result;
    fitted = { ...fitted, result: { ...rest, omitted: [...new Set([...(rest.omitted ?? []), part])] } };
  }
  return fitted;
}
