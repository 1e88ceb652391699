import { describe, expect, it } from 'vitest';
import { Failure } from '#lib/protocol/errors.ts';
import { gatewayWorld, settle } from '#lib/testing/gateway-world.ts';

describe('whoever asks too much', () => {
  it('[X3] is read no further while many commands wait, and gets every answer in order', async () => {
    const world = gatewayWorld();
    world.start('cold');
    const { socket, handler } = world.connect();
    // Not known to this node yet: it is read, and all else waits for it.
    handler.message(JSON.stringify({ type: 'subscribe_task', task_id: 'cold' }));
    for (let index = 0; index < 80; index++) handler.message(JSON.stringify({ type: 'unsubscribe_task', task_id: 't', request_id: String(index) }));
    expect(socket.paused).toBe(true);
    handler.message(JSON.stringify({ type: 'ping', id: 'at once' }));
    await settle();
    expect(socket.paused).toBe(false);
    expect(socket.of('unsubscribed').map(({ request_id }) => request_id)).toEqual(Array.from({ length: 80 }, (_, index) => String(index)));
    expect(socket.received.findIndex(({ type }) => type === 'pong')).toBeLessThan(socket.received.findIndex(({ type }) => type === 'unsubscribed'));
  });

  it('[L1] is told so, and closed 4429 where that changes nothing', async () => {
    const world = gatewayWorld({ charge: () => { throw new Failure('rate_limited', { retry_after: 7 }); } });
    const { socket, say } = world.connect();
    for (let index = 0; index < 99; index++) await say({ type: 'unsubscribe_task', task_id: 't' });
    expect(socket.of('error').map(({ code, retry_after }) => [code, retry_after])).toEqual(Array.from({ length: 99 }, () => ['rate_limited', 7]));
    expect(socket.closedWith).toBeNull();
    await say({ type: 'ping' });
    expect(socket.of('pong')).toHaveLength(1);
    await say({ type: 'unsubscribe_task', task_id: 't' });
    expect(socket.closedWith?.code).toBe(4429);
  });
});
