import { describe, expect, it } from 'vitest';
import { parseServerMessage } from '#lib/protocol/wire.ts';
import { bookmark, confirmation, greeting } from './common-messages.ts';
import { stencil } from './stencil.ts';

const AT = '2026-11-25T12:00:00.123Z';

describe('what every connection is told', () => {
  it('[C2] is a greeting with an id of its own', () => {
    const [one, other] = [greeting(AT, false), greeting(AT, true)].map(parseServerMessage);
    expect([one, other]).toMatchObject([{ type: 'connection_established', timestamp: AT, protocol: 1, resumed: false }, { resumed: true }]);
    expect(one).not.toMatchObject({ connection_id: (other as { connection_id: string }).connection_id });
  });

  it('[S1] is what it follows, from where on, and which question that answers, whatever that was called', () => {
    for (const recovered of [true, false]) {
      expect(parseServerMessage(confirmation(AT, { task_id: 'a-task', seq: 7, recovered }))).toEqual({ type: 'subscribed', timestamp: AT, task_id: 'a-task', seq: 7, recovered });
      const request_id = '"a-task", \\ 987654321 ü';
      expect(parseServerMessage(confirmation(AT, { task_id: 't', seq: 0, recovered, request_id }))).toEqual({ type: 'subscribed', timestamp: AT, task_id: 't', seq: 0, recovered, request_id });
    }
  });

  it('[E5] is where its tasks stand, one or many', () => {
    expect(parseServerMessage(bookmark(AT, [{ id: 'a', head: 3 }]))).toEqual({ type: 'bookmark', timestamp: AT, tasks: { a: 3 } });
    expect(parseServerMessage(bookmark(AT, [{ id: 'a', head: 0 }, { id: 'b', head: 12 }]))).toEqual({ type: 'bookmark', timestamp: AT, tasks: { a: 0, b: 12 } });
  });

  it('is refused where a stand-in is nowhere to be filled in', () => {
    expect(() => stencil({ type: 'pong', timestamp: AT }, ['nowhere'])).toThrow('no nowhere');
  });
});
