import { describe, expect } from 'vitest';
import { Failure } from '#lib/protocol/errors.ts';
import { it } from '#lib/testing/gateway-test.ts';
import { gatewayWorld, settle, skipped, type GatewayWorld } from '#lib/testing/gateway-world.ts';

describe('what pages say of their pixels', () => {
  const heard = async (world: GatewayWorld, seq: number) => {
    const { socket, say } = world.connect();
    await say({ type: 'subscribe_task', task_id: 't1', after: 1 });
    world.append('t1', skipped('now'));
    await settle();
    world.clock.advance(40);
    const before = socket.received.length;
    await say({ type: 'painted', task_id: 't1', seq });
    return socket.received.length - before;
  };

  it('[P1] is counted from the append of that milestone, and not answered', async ({ world }) => {
    world.start('t1');
    expect(await heard(world, 2)).toBe(0);
    expect(world.counts.painted).toEqual([0.04]);
  });

  it('[P1] is passed over where it cannot be judged: from before, from the future, of another task, too often', async ({ world }) => {
    world.start('t1');
    expect(await heard(world, 1)).toBe(0);
    const { socket, say } = world.connect('other');
    await say({ type: 'painted', task_id: 't1', seq: 2 });
    await say({ type: 'subscribe_task', task_id: 't1' });
    await say({ type: 'painted', task_id: 't1', seq: 3 });
    expect(world.counts.painted).toEqual([]);
    for (let times = 0; times < 50; times++) await say({ type: 'painted', task_id: 't1', seq: 2 });
    expect(world.counts.painted).toHaveLength(1);
    expect([socket.of('error'), socket.closedWith]).toEqual([[], null]);
  });

  it('[P1] counts against no limit', async () => {
    const limited = gatewayWorld({ charge: () => { throw new Failure('rate_limited'); } });
    const { socket, say } = limited.connect();
    await say({ type: 'painted', task_id: 't1', seq: 2 });
    expect(socket.of('error')).toEqual([]);
    limited.gateway.close();
  });
});
