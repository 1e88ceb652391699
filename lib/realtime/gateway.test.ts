import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLOSE } from '#lib/protocol/close-codes.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { HEARTBEAT_MS } from '#lib/protocol/messages.ts';
import type { Actor } from '#lib/auth/actor.ts';
import { ADA, gatewayWorld, progress, settle } from '#lib/testing/gateway-world.ts';

let world: ReturnType<typeof gatewayWorld>;
beforeEach(() => {
  world = gatewayWorld();
});
afterEach(() => world.gateway.close());

const skipped = (reason: string) => ({ type: 'stage_skipped', stage: 'resolve', reason }) as const;
const viewer = (task_id: string, expires_at: number | null = null): Actor => ({ kind: 'viewer', identity: 'share:s1', task_id, credential_id: 's1', expires_at });

describe('connections', () => {
  it('[C2] are greeted first', async () => {
    const { socket } = world.connect();
    await settle();
    expect(socket.received[0]).toMatchObject({ type: 'connection_established', protocol: 1, heartbeat_ms: 25_000, max_message_bytes: 65_536, resumed: false });
  });

  it('[C3] of the same client replace the one before and take over what it follows', async () => {
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

  it('[C3] of a client that brings its own cursors take nothing over: each subscription is answered once', async () => {
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

  it('[C3] that come and go without end fill no memory: of more than 20 000 the oldest are forgotten, and never the last 10 000', async () => {
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

  it('[C3] that drop are waited for 120 s, and not longer', async () => {
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

  it('[C4] are pinged every 25 s, and closed 4408 when nothing came for two of them', async () => {
    const silent = world.connect('silent');
    const lively = world.connect('lively');
    world.clock.advance(HEARTBEAT_MS);
    lively.handler.alive();
    expect([silent.socket.pings, lively.socket.pings]).toEqual([1, 1]);
    world.clock.advance(HEARTBEAT_MS);
    expect(silent.socket.closedWith).toBe(CLOSE.silent);
    expect(lively.socket.closedWith).toBeNull();
  });

  it('[C4] answer ping with pong and its id', async () => {
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

  it('[D1] are sent away each with a slot of its own, then 1012', async () => {
    const peers = Array.from({ length: 10 }, (_, index) => world.connect(`c${index}`));
    const drained = world.gateway.drain(5);
    for (const { handler } of peers) handler.closed(1012);
    await drained;
    const after = peers.map(({ socket }) => socket.of('reconnect')[0]?.after_ms ?? -1).toSorted((a, b) => a - b);
    for (const from of after) expect(after.filter((ms) => ms >= from && ms < from + 1000).length).toBeLessThanOrEqual(5);
    expect(peers.every(({ socket }) => socket.closedWith === CLOSE.restarting)).toBe(true);
  });
});

describe('credentials', () => {
  it('[A3] are announced 60 s before they expire, and end the connection 4401', async () => {
    const peer = world.connect('tab', { ...ADA, expires_at: world.clock.now() + 90_000 });
    world.clock.advance(20_000);
    await settle();
    expect(peer.socket.of('token_expiring')).toHaveLength(0);
    for (let seconds = 0; seconds < 30; seconds += 10) {
      world.clock.advance(10_000);
      peer.handler.alive();
    }
    await settle();
    expect(peer.socket.of('token_expiring')).toHaveLength(1);
    for (let seconds = 0; seconds < 50; seconds += 10) {
      world.clock.advance(10_000);
      peer.handler.alive();
    }
    expect(peer.socket.closedWith).toBe(CLOSE.expired);
  });

  it('[A3] are renewed on the open connection by authenticate, of the same identity only', async () => {
    const peer = world.connect('tab', { ...ADA, expires_at: world.clock.now() + 30_000 });
    await peer.say({ type: 'authenticate', token: 'wrong' });
    expect(peer.socket.of('error')[0]?.code).toBe('unauthorized');
    await peer.say({ type: 'authenticate', token: 'fresh' });
    expect(peer.socket.of('authenticated')[0]?.expires_at).toBeDefined();
    world.clock.advance(40_000);
    expect(peer.socket.closedWith).toBeNull();
    const other = world.connect('other', { ...ADA, identity: 'user:eve', user_id: 'eve' });
    await other.say({ type: 'authenticate', token: 'fresh' });
    expect(other.socket.of('error')[0]?.code).toBe('forbidden');
  });

  it('[A5] of a revoked share link end its viewers 4403 at once by the bell, and within 5 s without it', async () => {
    world.start('t1');
    const rung = world.connect('a', viewer('t1'));
    world.bell.ring({ kind: 'revoked', credential_id: 's1' });
    expect(rung.socket.closedWith).toBe(CLOSE.forbidden);
    const unrung = world.connect('b', viewer('t1'));
    world.revoked.add('s1');
    world.clock.advance(4_900);
    await settle();
    expect(unrung.socket.closedWith).toBe(CLOSE.forbidden);
  });

  it('[A3] of an API token that is revoked end the connection 4401', () => {
    const peer = world.connect();
    world.bell.ring({ kind: 'revoked', credential_id: 'token-1' });
    expect(peer.socket.closedWith).toBe(CLOSE.expired);
  });

  it('[A4] of others make a task look like one that does not exist', async () => {
    world.start('t1');
    const eve = world.connect('tab', { ...ADA, identity: 'user:eve', user_id: 'eve' });
    await eve.say({ type: 'subscribe_task', task_id: 't1', request_id: 'r' });
    await eve.say({ type: 'subscribe_task', task_id: 'nowhere', request_id: 'r' });
    const [theirs, none] = eve.socket.of('error').map(({ task_id: _id, timestamp: _at, ...rest }) => rest);
    expect(theirs).toEqual(none);
    const guest = world.connect('guest', viewer('t2'));
    await guest.say({ type: 'cancel_task', task_id: 't1' });
    expect(guest.socket.of('error')[0]?.code).toBe('task_not_found');
  });
});

describe('commands', () => {
  it('[X1] that are bad are answered naming the field; the tenth within a minute closes 4400', async () => {
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

  it('[X1] that are bad are forgotten after a minute', async () => {
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

  it('[X2] that fail are answered with code, request_id and task_id, and change nothing else', async () => {
    world.start('t1');
    const peer = world.connect();
    await peer.say({ type: 'subscribe_task', task_id: 't1' });
    await peer.say({ type: 'retry_task', task_id: 't1', request_id: 'again' });
    expect(peer.socket.of('error')[0]).toMatchObject({ code: 'conflict', request_id: 'again', task_id: 't1' });
    await peer.say({ type: 'cancel_task', task_id: 't1', request_id: 'c' });
    expect(peer.socket.of('accepted')[0]).toMatchObject({ request_id: 'c', task_id: 't1' });
  });

  it('start a task and follow it; what follows does not carry the request_id', async () => {
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

describe('delivery', () => {
  it('[E1] of every milestone is in order, whatever the bell loses, doubles or turns round', async () => {
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

  it('[E5] that begin anew on an open connection because something was missed are counted as healed, resumed ones are not', async () => {
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

  it('[E5] of bookmarks tells where unfinished tasks stand, every 15 s', async () => {
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

  it('[E5] of bookmarks spreads those of connections that came together over the 15 s', async () => {
    world.start('t1');
    const peers = Array.from({ length: 30 }, (_, index) => world.connect(`c${index}`));
    for (const peer of peers) await peer.say({ type: 'subscribe_task', task_id: 't1' });
    const sent = () => peers.reduce((sum, { socket }) => sum + socket.of('bookmark').length, 0);
    const bySecond: number[] = [];
    for (let second = 0; second < 30; second++) {
      const before = sent();
      world.clock.advance(1_000);
      await settle();
      bySecond.push(sent() - before);
    }
    expect(bySecond).toEqual(Array.from({ length: 30 }, () => 2));
  });

  it('[B3] encodes a snapshot once for all who ask, and reads nothing while the topic is warm', async () => {
    world.start('t1');
    for (let count = 0; count < 20; count++) await world.connect(`c${count}`).say({ type: 'subscribe_task', task_id: 't1' });
    expect(world.reads).toEqual({ live: 1, after: 0 });
  });

  it('[B3] encodes an event once, whatever the number of those who follow', async () => {
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

  it('[E3] gives ticks an n that rises within a seq', async () => {
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

  it('ends with task_deleted', async () => {
    world.start('t1');
    const peer = world.connect();
    await peer.say({ type: 'subscribe_task', task_id: 't1' });
    world.tick('t1', { type: 'task_deleted' });
    await settle();
    expect(peer.socket.of('task_deleted')).toHaveLength(1);
    expect(world.gateway.figures().subscriptions).toBe(0);
  });
});

describe('subscriptions', () => {
  it('[S1] miss nothing that happens while the state is read', async () => {
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

  it('[S2] without after begin with a snapshot; [S4] twice is once, answered anew', async () => {
    world.start('t1');
    const peer = world.connect();
    await peer.say({ type: 'subscribe_task', task_id: 't1', request_id: 'r' });
    await peer.say({ type: 'subscribe_task', task_id: 't1' });
    expect(peer.socket.of('subscribed')).toMatchObject([{ seq: 1, recovered: false, request_id: 'r' }, { seq: 1 }]);
    world.append('t1', skipped('once'));
    await settle();
    expect(peer.socket.of('stage_skipped')).toHaveLength(1);
  });

  it('[S3] with after get what came since, then the newest tick of each kind, then live', async () => {
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

  it('[S3] a subscriber that is ahead of what the bell told this node goes on from the log', async () => {
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

  it('[S3] a subscriber that is ahead of the log gets a snapshot', async () => {
    world.start('t1');
    const peer = world.connect();
    await peer.say({ type: 'subscribe_task', task_id: 't1', after: 9 });
    expect(peer.socket.of('subscribed')[0]?.recovered).toBe(false);
    expect(peer.socket.of('task_snapshot')[0]?.task.seq).toBe(1);
  });

  it('[S4] are at most 100 a connection', async () => {
    const peer = world.connect();
    for (let count = 0; count <= 100; count++) await peer.say({ type: 'subscribe_task', task_id: world.start(`t${count}`) });
    expect(peer.socket.of('subscribed')).toHaveLength(100);
    expect(peer.socket.of('error')[0]).toMatchObject({ code: 'too_many_subscriptions', task_id: 't100' });
    await peer.say({ type: 'unsubscribe_task', task_id: 't0' });
    await peer.say({ type: 'subscribe_task', task_id: 't100' });
    expect(peer.socket.of('subscribed')).toHaveLength(101);
  });

  it('[S5] of a finished task answer like any other, and a retry reaches them', async () => {
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

describe('slow readers', () => {
  it('[B1] get the newest tick of a kind once they read again, and every milestone', async () => {
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

  it('[B2] whose milestones alone exceed the bound are closed 1013 and delay nobody', async () => {
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

  it('[E2] that drain see the first and the last tick of a stage, even within one turn', async () => {
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

describe('what pages say of their pixels', () => {
  const heard = async (seq: number) => {
    const { socket, say } = world.connect();
    await say({ type: 'subscribe_task', task_id: 't1', after: 1 });
    world.append('t1', skipped('now'));
    await settle();
    world.clock.advance(40);
    const before = socket.received.length;
    await say({ type: 'painted', task_id: 't1', seq });
    return socket.received.length - before;
  };

  it('[P1] is counted from the append of that milestone, and not answered', async () => {
    world.start('t1');
    expect(await heard(2)).toBe(0);
    expect(world.counts.painted).toEqual([0.04]);
  });

  it('[P1] is passed over where it cannot be judged: from before, from the future, of another task, too often', async () => {
    world.start('t1');
    expect(await heard(1)).toBe(0);
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
