import { describe, expect } from 'vitest';
import { CLOSE } from '#lib/protocol/close-codes.ts';
import { it } from '#lib/testing/gateway-test.ts';
import { ADA, settle, viewer } from '#lib/testing/gateway-world.ts';

describe('credentials', () => {
  it('[A3] are announced 60 s before they expire, and end the connection 4401', async ({ world }) => {
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

  it('[A3] are renewed on the open connection by authenticate, of the same identity only', async ({ world }) => {
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

  it('[A5] of a revoked share link end its viewers 4403 at once by the bell, and within 5 s without it', async ({ world }) => {
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

  it('[A3] of an API token that is revoked end the connection 4401', ({ world }) => {
    const peer = world.connect();
    world.bell.ring({ kind: 'revoked', credential_id: 'token-1' });
    expect(peer.socket.closedWith).toBe(CLOSE.expired);
  });

  it('[A4] of others make a task look like one that does not exist', async ({ world }) => {
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
