import { describe, expect, vi } from 'vitest';
import { it } from '#lib/testing/gateway-test.ts';
import { progress, settle, skipped } from '#lib/testing/gateway-world.ts';

describe('delivery', () => {
  it('[E1] of every milestone is in order, whatever the bell loses, doubles or turns round', async ({ world }) => {
    world.start('t1');
    const peer = world.connect();
    await peer.say({ type: 'subscribe_task', task_id: 't1', after: 0 });
    const lost = world.append('t1', skipped('2'), { silent: true });
    const third = world.append('t1', skipped('3'));
    world.bell.ring({ kind: 'milestone', event: lost });
    world.bell.ring({ kind: 'milestone', event: third });
    await settle();
    world.append('t1', skipped('4'), { silent: true });
    world.clock.advance(5_000);
    await settle();
    expect(peer.socket.received.flatMap((message) => ('seq' in message && !('n' in message) && message.type !== 'subscribed' ? [message.seq] : []))).toEqual([1, 2, 3, 4]);
    expect(world.counts.healed).toBeGreaterThan(0);
  });

  it('[E5] that begin anew on an open connection because something was missed are counted as healed, resumed ones are not', async ({ world }) => {
    world.start('t1');
    const first = world.connect();
    await first.say({ type: 'subscribe_task', task_id: 't1' });
    world.append('t1', skipped('missed'));
    await first.say({ type: 'subscribe_task', task_id: 't1', after: 1 });
    await first.say({ type: 'subscribe_task', task_id: 't1', after: 2 });
    first.handler.closed(1006);
    const back = world.connect();
    await back.say({ type: 'subscribe_task', task_id: 't1', after: 1 });
    await back.say({ type: 'subscribe_task', task_id: 't1', after: 1 });
    expect(world.counts.subscribed).toEqual(['snapshot', 'healed', 'recovered', 'snapshot', 'recovered', 'healed']);
  });

  it('[E5] of bookmarks tells where unfinished tasks stand, every 15 s', async ({ world }) => {
    world.start('t1');
    world.start('t2');
    world.append('t2', { type: 'task_cancelled', stage: null });
    const peer = world.connect();
    for (const task_id of ['t1', 't2']) await peer.say({ type: 'subscribe_task', task_id });
    world.clock.advance(15_000);
    await settle();
    expect(peer.socket.of('bookmark')).toMatchObject([{ tasks: { t1: 1 } }]);
    expect(peer.socket.of('bookmark')[0]?.tasks).not.toHaveProperty('t2');
  });

  it('[E5] of bookmarks spreads those of connections that came together over the 15 s', async ({ world }) => {
    world.start('t1');
    const peers = Array.from({ length: 30 }, (_, index) => world.connect(`c${index}`));
    for (const peer of peers) await peer.say({ type: 'subscribe_task', task_id: 't1' });
    const counts = () => peers.map(({ socket }) => socket.of('bookmark').length);
    const sent = () => counts().reduce((sum, count) => sum + count);
    const bySecond: number[] = [];
    // Two of each connection, and the time until the last one is looked at.
    for (let second = 0; second < 32; second++) {
      const before = sent();
      world.clock.advance(1_000);
      await settle();
      bySecond.push(sent() - before);
    }
    expect(Math.min(...counts())).toBe(2);
    expect(Math.max(...counts())).toBeLessThanOrEqual(3);
    expect(Math.max(...bySecond)).toBeLessThanOrEqual(5);
  });

  it('[B3] encodes a snapshot once for all who ask, and reads nothing while the topic is warm', async ({ world }) => {
    world.start('t1');
    for (let count = 0; count < 20; count++) await world.connect(`c${count}`).say({ type: 'subscribe_task', task_id: 't1' });
    expect(world.reads).toEqual({ live: 1, after: 0 });
  });

  it('[B3] encodes an event once, whatever the number of those who follow', async ({ world }) => {
    world.start('t1');
    const peers = Array.from({ length: 20 }, (_, index) => world.connect(`c${index}`));
    for (const { say } of peers) await say({ type: 'subscribe_task', task_id: 't1' });
    const encode = vi.spyOn(JSON, 'stringify');
    world.append('t1', skipped('once'));
    world.tick('t1', progress(0.5));
    await settle();
    const encoded = encode.mock.calls.flatMap(([message]) => (['stage_skipped', 'progress_update'].includes((message as { type?: string }).type ?? '') ? [message.type as string] : []));
    expect(peers.every(({ socket }) => socket.of('stage_skipped').length === 1 && socket.of('progress_update').length === 1)).toBe(true);
    expect(encoded).toEqual(['stage_skipped', 'progress_update']);
  });

  it('[E3] gives ticks an n that rises within a seq', async ({ world }) => {
    world.start('t1');
    const peer = world.connect();
    await peer.say({ type: 'subscribe_task', task_id: 't1' });
    for (const overall of [0, 0.5, 1]) world.tick('t1', progress(overall));
    world.append('t1', skipped('2'));
    world.tick('t1', progress(1));
    await settle();
    const ticks = peer.socket.of('progress_update');
    expect(ticks.map(({ seq }) => seq)).toEqual([1, 1, 1, 2]);
    expect(ticks[1]?.n).toBeGreaterThan(ticks[0]?.n ?? 0);
    expect(ticks[2]?.n).toBeGreaterThan(ticks[1]?.n ?? 0);
  });

  it('ends with task_deleted', async ({ world }) => {
    world.start('t1');
    const peer = world.connect();
    await peer.say({ type: 'subscribe_task', task_id: 't1' });
    world.tick('t1', { type: 'task_deleted' });
    await settle();
    expect(peer.socket.of('task_deleted')).toHaveLength(1);
    expect(world.gateway.figures().subscriptions).toBe(0);
  });
});
