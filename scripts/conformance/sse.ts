import { parseServerMessage, eventOf } from '#lib/protocol/wire.ts';
import type { TaskEvent } from '#lib/protocol/events.ts';
import { must, same } from './expect.ts';
import type { Target } from './target.ts';

/** Every event of a stream that ends by itself; each milestone's `id` must be its `seq`. */
export async function readSse(target: Target, id: string, headers: Record<string, string>): Promise<TaskEvent[]> {
  const response = await target.call(`/api/v1/tasks/${id}/events`, { headers: { accept: 'text/event-stream', ...headers } });
  same(response.status, 200, 'GET …/events as a stream');
  must(response.headers.get('content-type')?.startsWith('text/event-stream'), 'the content type is not text/event-stream');
  const text = await response.text();
  return text.split(/\n\n+/).flatMap((block) => {
    const fields = new Map(block.split('\n').filter((line) => !line.startsWith(':')).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]));
    const data = fields.get('data');
    if (data === undefined) return [];
    const event = eventOf(parseServerMessage(data));
    if (event === null) return [];
    same(fields.get('id'), 'n' in event ? undefined : String(event.seq), `id of ${event.type}`);
    return [event];
  });
}
