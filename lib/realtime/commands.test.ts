import { describe, expect } from 'vitest';
import { CLOSE } from '#lib/protocol/close-codes.ts';
import { it } from '#lib/testing/gateway-test.ts';
import { settle, viewer } from '#lib/testing/gateway-world.ts';

describe('commands', () => {
  it('[X1] that are bad are answered naming the field; the tenth within a minute closes 4400', async ({ world }) => {
    const peer = world.connect();
    for (let count = 0; count < 9; count++) peer.handler.message(count === 3 ? null : '{"type":"subscribe_task","task_id":7,"request_id":"r"}');
    await settle();
    expect(peer.socket.of('error')).toHaveLength(9);
    expect(peer.socket.of('error')[0]).toMatchObject({ code: 'bad_message', request_id: 'r', message: expect.stringContaining('task_id') });
    expect(peer.socket.closedWith).toBeNull();
    peer.handler.message('nonsense');
    await settle();
    expect(peer.socket.closedWith).toBe(CLOSE.bad_messages);
  });

  it('[X1] that are bad are forgotten after a minute', async ({ world }) => {
    const peer = world.connect();
    for (let round = 0; round < 4; round++) {
      for (let count = 0; count < 8; count++) peer.handler.message('nonsense');
      await settle();
      world.clock.advance(20_000);
      peer.handler.alive();
      world.clock.advance(20_000);
      peer.handler.alive();
      world.clock.advance(21_000);
      peer.handler.alive();
    }
    expect(peer.socket.closedWith).toBeNull();
  });

  it('[X2] that fail are answered with code, request_id and task_id, and change nothing else', async ({ world }) => {
    world.start('t1');
    const peer = world.connect();
    await peer.say({ type: 'subscribe_task', task_id: 't1' });
    await peer.say({ type: 'retry_task', task_id: 't1', request_id: 'again' });
    expect(peer.socket.of('error')[0]).toMatchObject({ code: 'conflict', request_id: 'again', task_id: 't1' });
    await peer.say({ type: 'cancel_task', task_id: 't1', request_id: 'c' });
    expect(peer.socket.of('accepted')[0]).toMatchObject({ request_id: 'c', task_id: 't1' });
  });

  it('start a task and follow it; what follows does not carry the request_id', async ({ world }) => {
    const peer = world.connect();
    await peer.say({ type: 'start_analysis', url: 'https://example.org/v', request_id: 'go' });
    expect(peer.socket.of('task_started')[0]).toMatchObject({ task_id: 'new', request_id: 'go' });
    expect(peer.socket.of('subscribed')[0]).toMatchObject({ task_id: 'new', seq: 1 });
    expect(peer.socket.of('subscribed')[0]).not.toHaveProperty('request_id');
    const guest = world.connect('guest', viewer('new'));
    await guest.say({ type: 'start_analysis', url: 'https://example.org/v' });
    expect(guest.socket.of('error')[0]?.code).toBe('forbidden');
  });
});
