import { describe, expect } from 'vitest';
import { it } from '#lib/testing/gateway-test.ts';
import { progress, settle, skipped } from '#lib/testing/gateway-world.ts';

describe('subscriptions', () => {
  it('[S1] miss nothing that happens while the state is read', async ({ world }) => {
    world.start('t1');
    const peer = world.connect();
    peer.handler.message('{"type":"subscribe_task","task_id":"t1"}');
    await Promise.resolve();
    await Promise.resolve();
    world.append('t1', skipped('meanwhile'));
    await settle();
    const snapshot = peer.socket.of('task_snapshot')[0]?.task.seq ?? 0;
    expect([snapshot, peer.socket.of('stage_skipped').length]).toSatisfy(([seq, live]: [number, number]) => seq + live === 2);
  });

  it('[S2] without after begin with a snapshot; [S4] twice is once, answered anew', async ({ world }) => {
    world.start('t1');
    const peer = world.connect();
    await peer.say({ type: 'subscribe_task', task_id: 't1', request_id: 'r' });
    await peer.say({ type: 'subscribe_task', task_id: 't1' });
    expect(peer.socket.of('subscribed')).toMatchObject([{ seq: 1, recovered: false, request_id: 'r' }, { seq: 1 }]);
    world.append('t1', skipped('once'));
    await settle();
    expect(peer.socket.of('stage_skipped')).toHaveLength(1);
  });

  it('[S3] with after get what came since, then the newest tick of each kind, then live', async ({ world }) => {
    world.start('t1');
    for (const reason of ['2', '3']) world.append('t1', skipped(reason));
    const first = world.connect('first');
    await first.say({ type: 'subscribe_task', task_id: 't1' });
    for (const overall of [0.1, 0.2]) world.tick('t1', progress(overall));
    const late = world.connect('late');
    await late.say({ type: 'subscribe_task', task_id: 't1', after: 1 });
    world.append('t1', skipped('4'));
    await settle();
    expect(late.socket.of('subscribed')[0]).toMatchObject({ recovered: true, seq: 3 });
    expect(late.socket.of('stage_skipped').map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(late.socket.of('progress_update').map(({ overall }) => overall)).toEqual([0.2]);
    expect(late.socket.of('task_snapshot')).toHaveLength(0);
  });

  it('[S3] a subscriber that is ahead of what the bell told this node goes on from the log', async ({ world }) => {
    world.start('t1');
    const early = world.connect('early');
    await early.say({ type: 'subscribe_task', task_id: 't1' });
    for (const reason of ['a', 'b']) world.append('t1', { type: 'stage_skipped', stage: 'resolve', reason }, { silent: true });
    const ahead = world.connect('ahead');
    await ahead.say({ type: 'subscribe_task', task_id: 't1', after: 3 });
    expect(ahead.socket.of('subscribed')[0]).toMatchObject({ recovered: true, seq: 3 });
    expect(ahead.socket.of('task_snapshot')).toEqual([]);
    expect(early.socket.of('stage_skipped').map(({ seq }) => seq)).toEqual([2, 3]);
  });

  it('[S3] a subscriber that is ahead of the log gets a snapshot', async ({ world }) => {
    world.start('t1');
    const peer = world.connect();
    await peer.say({ type: 'subscribe_task', task_id: 't1', after: 9 });
    expect(peer.socket.of('subscribed')[0]?.recovered).toBe(false);
    expect(peer.socket.of('task_snapshot')[0]?.task.seq).toBe(1);
  });

  it('[S4] are at most 100 a connection', async ({ world }) => {
    const peer = world.connect();
    for (let count = 0; count <= 100; count++) await peer.say({ type: 'subscribe_task', task_id: world.start(`t${count}`) });
    expect(peer.socket.of('subscribed')).toHaveLength(100);
    expect(peer.socket.of('error')[0]).toMatchObject({ code: 'too_many_subscriptions', task_id: 't100' });
    await peer.say({ type: 'unsubscribe_task', task_id: 't0' });
    await peer.say({ type: 'subscribe_task', task_id: 't100' });
    expect(peer.socket.of('subscribed')).toHaveLength(101);
  });

  it('[S5] of a finished task answer like any other, and a retry reaches them', async ({ world }) => {
    world.start('t1');
    world.append('t1', { type: 'task_cancelled', stage: null });
    const peer = world.connect();
    await peer.say({ type: 'subscribe_task', task_id: 't1' });
    expect(peer.socket.of('task_snapshot')[0]?.task.status).toBe('cancelled');
    world.append('t1', { type: 'task_retried', from_stage: 'resolve', reason: 'asked' });
    await settle();
    expect(peer.socket.of('task_retried')).toHaveLength(1);
  });
});
