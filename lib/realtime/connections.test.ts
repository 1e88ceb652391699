import { describe, expect } from 'vitest';
import { CLOSE } from '#lib/protocol/close-codes.ts';
import { HEARTBEAT_MS } from '#lib/protocol/messages.ts';
import { it } from '#lib/testing/gateway-test.ts';
import { ADA, gatewayWorld, settle, skipped, viewer } from '#lib/testing/gateway-world.ts';

describe('connections', () => {
  it('[C2] are greeted first', async ({ world }) => {
    const { socket } = world.connect();
    await settle();
    expect(socket.received[0]).toMatchObject({ type: 'connection_established', protocol: 1, heartbeat_ms: 25_000, max_message_bytes: 65_536, resumed: false });
  });

  it('[C3] of the same client replace the one before and take over what it follows', async ({ world }) => {
    world.start('t1');
    const first = world.connect();
    await first.say({ type: 'subscribe_task', task_id: 't1' });
    const second = world.connect();
    await settle();
    expect(first.socket.closedWith).toBe(CLOSE.replaced);
    expect(second.socket.of('connection_established')[0]?.resumed).toBe(true);
    expect(second.socket.of('task_snapshot')[0]?.task.id).toBe('t1');
    world.append('t1', skipped('after'));
    await settle();
    expect(second.socket.of('stage_skipped')).toHaveLength(1);
    expect(first.socket.of('stage_skipped')).toHaveLength(0);
  });

  it('[C3] of a client that brings its own cursors take nothing over: each subscription is answered once', async ({ world }) => {
    world.start('t1');
    const first = world.connect();
    await first.say({ type: 'subscribe_task', task_id: 't1' });
    first.handler.closed(1006);
    const second = world.connect('tab', ADA, { cursors: true });
    await second.say({ type: 'subscribe_task', task_id: 't1', after: 1 });
    expect(second.socket.of('connection_established')[0]?.resumed).toBe(true);
    expect([second.socket.of('subscribed').length, second.socket.of('task_snapshot').length]).toEqual([1, 0]);
    expect(world.gateway.figures().subscriptions).toBe(1);
  });

  it('[C3] that come and go without end fill no memory: of more than 20 000 the oldest are forgotten, and never the last 10 000', async ({ world }) => {
    world.start('t1');
    for (let index = 0; index < 20_005; index += 5) {
      const peers = Array.from({ length: 5 }, (_, offset) => world.connect(`tab-${index + offset}`));
      for (const { handler } of peers) handler.message('{"type":"subscribe_task","task_id":"t1"}');
      await settle();
      for (const { handler } of peers) handler.closed(1006);
    }
    expect(world.gateway.figures().kept_connections).toBeLessThanOrEqual(20_000);
    const [first, early, last] = ['tab-0', 'tab-10005', 'tab-20004'].map((client_id) => world.connect(client_id));
    await settle();
    expect([first, early, last].map((one) => one?.socket.of('connection_established')[0]?.resumed)).toEqual([false, true, true]);
  });

  it('[C3] that drop are waited for 120 s, and not longer', async ({ world }) => {
    world.start('t1');
    for (const [wait, resumed] of [[119_000, true], [121_000, false]] as const) {
      const gone = world.connect('phone');
      await gone.say({ type: 'subscribe_task', task_id: 't1' });
      gone.handler.closed(1006);
      world.clock.advance(wait);
      const back = world.connect('phone');
      await settle();
      expect(back.socket.of('connection_established')[0]?.resumed).toBe(resumed);
      back.handler.closed(1000);
    }
  });

  it('[C4] are pinged every 25 s, and closed 4408 when nothing came for two of them', async ({ world }) => {
    const silent = world.connect('silent');
    const lively = world.connect('lively');
    world.clock.advance(HEARTBEAT_MS);
    lively.handler.alive();
    expect([silent.socket.pings, lively.socket.pings]).toEqual([1, 1]);
    world.clock.advance(HEARTBEAT_MS);
    expect(silent.socket.closedWith).toBe(CLOSE.silent);
    expect(lively.socket.closedWith).toBeNull();
  });

  it('[C4] that came together are pinged one after the other', ({ world }) => {
    const peers = Array.from({ length: 300 }, (_, index) => world.connect(`c${index}`));
    const pings = () => peers.reduce((sum, { socket }) => sum + socket.pings, 0);
    const atOnce: number[] = [];
    for (let step = 0; step < 260; step++) {
      const before = pings();
      world.clock.advance(HEARTBEAT_MS / 250);
      atOnce.push(pings() - before);
    }
    expect(pings()).toBe(300);
    expect(Math.max(...atOnce)).toBeLessThanOrEqual(6);
  });

  it('[C4] answer ping with pong and its id', async ({ world }) => {
    const { socket, say } = world.connect();
    await say({ type: 'ping', id: 7, request_id: 'r' });
    expect(socket.of('pong')[0]).toMatchObject({ id: 7, request_id: 'r' });
  });

  it('[L1] are bounded for one identity, one that replaces another aside', () => {
    const bounded = gatewayWorld({ connections: 2 });
    bounded.connect('a');
    bounded.connect('b');
    expect(bounded.gateway.admits(ADA, 'c')).toBe(false);
    expect(bounded.gateway.admits(ADA, 'b')).toBe(true);
    expect(bounded.gateway.admits(viewer('t1'), 'c')).toBe(true);
    bounded.gateway.close();
  });

  it('[D1] are sent away each with a slot of its own, then 1012', async ({ world }) => {
    const peers = Array.from({ length: 10 }, (_, index) => world.connect(`c${index}`));
    const drained = world.gateway.drain(5);
    for (const { handler } of peers) handler.closed(1012);
    await drained;
    const after = peers.map(({ socket }) => socket.of('reconnect')[0]?.after_ms ?? -1).toSorted((a, b) => a - b);
    for (const from of after) expect(after.filter((ms) => ms >= from && ms < from + 1000).length).toBeLessThanOrEqual(5);
    expect(peers.every(({ socket }) => socket.closedWith === CLOSE.restarting)).toBe(true);
  });
});
