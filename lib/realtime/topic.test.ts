import { describe, expect, it } from 'vitest';
import { gatewayWorld, progress, settle, skipped } from '#lib/testing/gateway-world.ts';

describe('a topic', () => {
  it('[S3] replays the newest ticks in order of n, whichever slot was first', async () => {
    const world = gatewayWorld();
    world.start('t');
    const first = world.connect('first');
    await first.say({ type: 'subscribe_task', task_id: 't' });
    world.tick('t', progress(0.1));
    world.tick('t', { type: 'partial_result', stage: 'resolve', text: 'so far' });
    world.tick('t', progress(0.2));
    const second = world.connect('second');
    await second.say({ type: 'subscribe_task', task_id: 't', after: 1 });
    const ticks = second.socket.received.flatMap((message) => ('n' in message ? [message] : []));
    expect(ticks.map(({ type }) => type)).toEqual(['partial_result', 'progress_update']);
    expect(ticks[1]?.n).toBeGreaterThan(ticks[0]?.n ?? 0);
    expect(second.socket.of('progress_update')[0]?.progress).toBe(0.2);
  });

  it('[E1] gives what was logged beyond its head once, though a cold read sees it early', async () => {
    const world = gatewayWorld();
    world.start('t');
    world.append('t', skipped('a'));
    await world.connect('first').say({ type: 'subscribe_task', task_id: 't' });
    world.append('t', skipped('b'), { silent: true });
    const second = world.connect('second');
    await second.say({ type: 'subscribe_task', task_id: 't', after: 0 });
    world.clock.advance(5_000);
    await settle();
    expect(second.socket.received.flatMap((message) => ('attempt' in message && !('n' in message) ? [message.seq] : []))).toEqual([1, 2, 3]);
  });

  it('[E1] is kept for a reader who takes a minute to catch up, with nobody else there', async () => {
    const world = gatewayWorld();
    world.start('t');
    for (const part of ['a', 'b', 'c', 'd']) world.append('t', skipped(part.repeat(40_000)));
    const { socket, handler, say } = world.connect();
    socket.stick(true);
    await say({ type: 'subscribe_task', task_id: 't', after: 1 });
    world.clock.advance(35_000);
    handler.alive();
    world.clock.advance(30_000);
    socket.stick(false);
    handler.drained();
    await settle();
    world.append('t', skipped('now'));
    await settle();
    expect(socket.of('stage_skipped').map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6]);
  });

  it('[S3] is as new as the log for who asks and leaves, again and again, though the bell was silent', async () => {
    const world = gatewayWorld();
    world.start('t');
    const { socket, say } = world.connect();
    await say({ type: 'subscribe_task', task_id: 't', after: 1 });
    await say({ type: 'unsubscribe_task', task_id: 't' });
    world.append('t', skipped('unheard'), { silent: true });
    world.clock.advance(5_000);
    await settle();
    await say({ type: 'subscribe_task', task_id: 't', after: 1 });
    expect(socket.of('stage_skipped').map(({ seq }) => seq)).toEqual([2]);
  });

  it('[E3] counts n on from before when it is opened anew', async () => {
    const world = gatewayWorld();
    world.start('t');
    const before = world.connect('before');
    await before.say({ type: 'subscribe_task', task_id: 't' });
    for (let index = 0; index < 50; index++) world.tick('t', progress(0.1));
    await settle();
    before.handler.closed(1006);
    world.clock.advance(60_000);
    const after = world.connect('after');
    await after.say({ type: 'subscribe_task', task_id: 't', after: 1 });
    world.tick('t', progress(0.2));
    await settle();
    expect(world.reads.live).toBe(2);
    expect(after.socket.of('progress_update')[0]?.n).toBeGreaterThan(before.socket.of('progress_update').at(-1)?.n ?? Infinity);
  });

  it('tells how many watch, at most once a second, and nothing of a finished task (rule S5)', async () => {
    const world = gatewayWorld();
    world.start('t');
    const peers = Array.from({ length: 5 }, (_, index) => world.connect(`tab-${index}`));
    for (const { say } of peers) await say({ type: 'subscribe_task', task_id: 't' });
    world.clock.advance(1_000);
    await settle();
    expect(peers[0]?.socket.of('watchers').map(({ count }) => count)).toEqual([5]);
    world.append('t', { type: 'task_cancelled', stage: null });
    peers[4]?.handler.closed(1000);
    world.tick('t', progress(0.9));
    world.clock.advance(1_000);
    await settle();
    expect(peers[0]?.socket.received.at(-1)?.type).toBe('task_cancelled');
  });
});
