import { describe, expect, it } from 'vitest';
import { MAX_EVENT_BYTES } from '#lib/protocol/messages.ts';
import { parseServerMessage } from '#lib/protocol/wire.ts';
import { viewAt, wholeLog } from '#lib/testing/task-log.ts';
import { encodeSnapshot } from './encode.ts';

describe('a snapshot', () => {
  it('[E1] that would be too large leaves parts of the result out and names them', () => {
    const view = viewAt(wholeLog('big'), 16);
    const paragraphs = Array.from({ length: 300 }, (_, index) => ({ text: 'w'.repeat(1000), start: index, end: index + 1 }));
    const key_ideas = [{ title: 'Small', text: 'enough', start: 0, end: 1, score: 1 }];
    const encoded = encodeSnapshot({ ...view, result: { ...view.result, summary: { short: 'S', paragraphs }, key_ideas } }, view.created_at);
    expect(Buffer.byteLength(encoded.text)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
    const message = parseServerMessage(encoded.text);
    const result = message.type === 'task_snapshot' ? message.task.result : null;
    expect(result?.omitted).toContain('summary');
    expect(result?.summary).toBeUndefined();
    expect(result?.key_ideas).toEqual(key_ideas);
  });
});
