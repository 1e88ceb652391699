import { describe, expect } from 'vitest';
import { CLOSE } from '#lib/protocol/close-codes.ts';
import { it } from '#lib/testing/gateway-test.ts';
import { progress, settle, skipped } from '#lib/testing/gateway-world.ts';

describe('slow readers', () => {
  it('[B1] get the newest tick of a kind once they read again, and every milestone', async ({ world }) => {
    world.start('t1');
    const peer = world.connect();
    await peer.say({ type: 'subscribe_task', task_id: 't1' });
    peer.socket.stick(true);
    for (let count = 0; count < 400; count++) {
      world.tick('t1', progress(count / 400, 'x'.repeat(1000)));
      if (count % 40 === 0) world.append('t1', skipped(`m${count}`));
      await settle();
    }
    expect(peer.socket.closedWith).toBeNull();
    expect(world.gateway.figures().queued_bytes).toBeLessThan(256 * 1024);
    peer.socket.stick(false);
    peer.handler.drained();
    await settle();
    expect(peer.socket.of('stage_skipped')).toHaveLength(10);
    expect(peer.socket.of('progress_update').at(-1)?.overall).toBe(399 / 400);
    expect(world.counts.conflated).toBeGreaterThan(200);
  });

  it('[B2] whose milestones alone exceed the bound are closed 1013 and delay nobody', async ({ world }) => {
    world.start('t1');
    const slow = world.connect('slow');
    const quick = world.connect('quick');
    for (const peer of [slow, quick]) await peer.say({ type: 'subscribe_task', task_id: 't1' });
    slow.socket.stick(true);
    for (let count = 0; count < 40; count++) {
      world.append('t1', skipped('y'.repeat(10_000)));
      await settle();
    }
    expect(slow.socket.closedWith).toBe(CLOSE.too_slow);
    expect(quick.socket.of('stage_skipped')).toHaveLength(40);
  });

  it('[E2] that drain see the first and the last tick of a stage, even within one turn', async ({ world }) => {
    world.start('t1');
    const peer = world.connect();
    await peer.say({ type: 'subscribe_task', task_id: 't1' });
    const before = peer.socket.writes;
    for (const overall of [0, 0.3, 0.6, 1]) world.tick('t1', progress(overall));
    await settle();
    expect(peer.socket.of('progress_update').map(({ overall }) => overall)).toEqual([0, 0.3, 0.6, 1]);
    expect(peer.socket.writes).toBe(before + 1);
  });
});
