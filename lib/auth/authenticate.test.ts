import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { freshDatabase, type TestDb } from '#lib/testing/test-db.ts';
import type { Actor, UserActor } from './actor.ts';
import { createAuthenticator } from './authenticate.ts';
import { createSessions, SESSION_SECONDS } from './sessions.ts';
import { createShares } from './shares.ts';
import { createToken, listTokens, revokeTokens } from './tokens.ts';
import { ensureOwner, firstAdmin, OWNER_EMAIL, userByEmail } from './users.ts';

const SECRET = 'a secret of the test, long enough';
const DAY = 86_400_000;

let database: TestDb;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

let clock: ManualClock;
let revoked: string[];
beforeEach(() => {
  clock = new ManualClock(Date.now());
  revoked = [];
});

const own = () => ({ db: database.db, clock, revoked: (id: string) => revoked.push(id) });
const authenticator = (mode: 'local' | 'accounts') => createAuthenticator({ db: database.db, mode, secret: SECRET, clock });

let people = 0;
async function person(): Promise<UserActor> {
  const id = `person-${++people}`;
  await database.db.user.create({ data: { id, email: `${id}@example.org`, role: 'member', created_at: new Date(clock.now()) } });
  return { kind: 'user', identity: `user:${id}`, user_id: id, role: 'member', via: 'session', credential_id: null, expires_at: null };
}

async function cookieOf(sid: string, secret = SECRET): Promise<string> {
  return `theme=dark; next-auth.session-token=${await encode({ token: { sid }, secret })}`;
}

let tasks = 0;
async function taskOf(actor: UserActor): Promise<string> {
  const id = `task-${++tasks}`;
  const at = new Date(clock.now());
  await database.db.work.create({ data: { id, key: id, created_at: at } });
  await database.db.task.create({ data: { id, owner_id: actor.user_id, work_id: id, url: 'https://example.org/', options: '{}', status: 'queued', view: '{}', created_at: at, queued_at: at } });
  return id;
}

const refusal = { code: 'unauthorized' };

describe('the authenticator', () => {
  it('[A1] nobody is nobody in accounts mode, and the owner in local mode', async () => {
    await expect(authenticator('accounts').authenticate({})).rejects.toMatchObject(refusal);
    const local = authenticator('local');
    const owner = await local.authenticate({});
    expect(owner).toMatchObject({ kind: 'user', via: 'local', role: 'admin', credential_id: null });
    expect(await local.authenticate({})).toEqual(owner);
    expect((await userByEmail(database.db, OWNER_EMAIL))?.id).toBe((owner as UserActor).user_id);
  });

  it('[A1] a session cookie opens its own account, under either of its names', async () => {
    const actor = await person();
    const session = await createSessions(own()).start(actor.user_id);
    const cookie = await cookieOf(session.id);
    const found = await authenticator('accounts').authenticate({ cookie });
    expect(found).toMatchObject({ identity: actor.identity, via: 'session', credential_id: session.id, expires_at: session.expires_at });
    expect(await authenticator('accounts').authenticate({ cookie: cookie.replace('next-auth', '__Secure-next-auth') })).toEqual(found);
  });

  it('[A1] a cookie sealed with another secret, torn, or of no session opens nothing', async () => {
    const session = await createSessions(own()).start((await person()).user_id);
    const { authenticate } = authenticator('accounts');
    await expect(authenticate({ cookie: await cookieOf(session.id, 'another secret, also long enough') })).rejects.toMatchObject(refusal);
    await expect(authenticate({ cookie: (await cookieOf(session.id)).slice(0, -4) })).rejects.toMatchObject(refusal);
    await expect(authenticate({ cookie: await cookieOf('no-such-session') })).rejects.toMatchObject(refusal);
    await expect(authenticate({ cookie: 'next-auth.session-token=%zz; =; x' })).rejects.toMatchObject(refusal);
  });

  it('[A1] another program’s cookie on the same host does not lock the owner out of local mode', async () => {
    expect(await authenticator('local').authenticate({ cookie: 'next-auth.session-token=foreign' })).toMatchObject({ via: 'local' });
  });

  it('[A1] an API token opens its owner’s account in both modes; a bad one opens nothing in either', async () => {
    const actor = await person();
    const token = await createToken(own(), { user_id: actor.user_id, name: 'laptop' });
    expect(token).toMatch(/^mt_[\w-]{43}$/);
    for (const mode of ['local', 'accounts'] as const) {
      const { authenticate } = authenticator(mode);
      expect(await authenticate({ authorization: `Bearer ${token}` })).toMatchObject({ identity: actor.identity, via: 'token' });
      expect(await authenticate({ authorization: `bearer ${token}`, cookie: 'x=y' })).toMatchObject({ identity: actor.identity });
      for (const bad of [`Bearer ${token}x`, 'Bearer ', 'Basic abc', token, '']) await expect(authenticate({ authorization: bad }), bad).rejects.toMatchObject(refusal);
    }
  });

  it('keeps no token or link as it is, only what it hashes to', async () => {
    const actor = await person();
    const token = await createToken(own(), { user_id: actor.user_id, name: 'kept' });
    const share = await createShares(own()).create(actor, await taskOf(actor));
    const kept = JSON.stringify([await database.db.apiToken.findMany(), await database.db.shareLink.findMany()]);
    expect(kept).toContain('kept');
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(share.token);
  });

  it('notes a token’s last use, at most once a minute', async () => {
    const actor = await person();
    const token = await createToken(own(), { user_id: actor.user_id, name: 'noted' });
    const used = async () => (await listTokens(database.db)).find((each) => each.name === 'noted')?.last_used_at?.getTime();
    expect(await used()).toBeUndefined();
    const first = clock.now();
    const ask = () => authenticator('accounts').authenticate({ authorization: `Bearer ${token}` });
    await ask();
    clock.advance(59_000);
    await ask();
    expect(await used()).toBe(first);
    clock.advance(2000);
    await ask();
    expect(await used()).toBe(first + 61_000);
  });

  it('[A1] a share token opens its one task, even beside its owner’s cookie; a wrong one nothing', async () => {
    const actor = await person();
    const id = await taskOf(actor);
    const { token } = await createShares(own()).create(actor, id);
    const { authenticate } = authenticator('local');
    expect(await authenticate({ share_token: token, cookie: 'a=b' })).toMatchObject({ kind: 'viewer', task_id: id, expires_at: null });
    await expect(authenticate({ share_token: `${token}x` })).rejects.toMatchObject(refusal);
    await expect(authenticate({ share_token: '' })).rejects.toMatchObject(refusal);
  });

  it('[A3] credentials end at their time', async () => {
    const actor = await person();
    const session = await createSessions(own()).start(actor.user_id);
    const share = await createShares(own()).create(actor, await taskOf(actor), 60);
    const { authenticate, revokedAmong } = authenticator('accounts');
    const cookie = await cookieOf(session.id);
    const viewer = await authenticate({ share_token: share.token });
    const signedIn = await authenticate({ cookie });
    expect(viewer.expires_at).toBe(clock.now() + 60_000);
    clock.advance(59_999);
    await authenticate({ share_token: share.token });
    expect(await revokedAmong([viewer, signedIn])).toEqual(new Set());
    clock.advance(1);
    await expect(authenticate({ share_token: share.token })).rejects.toMatchObject(refusal);
    expect(await revokedAmong([viewer, signedIn])).toEqual(new Set([viewer.credential_id]));
    clock.advance(SESSION_SECONDS * 1000);
    await expect(authenticate({ cookie })).rejects.toMatchObject(refusal);
    expect(await revokedAmong([signedIn])).toEqual(new Set([session.id]));
  });

  it('[A3] a session lasts for as long as it is used', async () => {
    const sessions = createSessions(own());
    const { id } = await sessions.start((await person()).user_id);
    for (let month = 0; month < 4; month++) {
      clock.advance(20 * DAY);
      expect(await sessions.touch(id)).toBe(true);
    }
    clock.advance(31 * DAY);
    expect(await sessions.touch(id)).toBe(false);
  });

  it('[A3] signing out and revoking a token are seen by who asks for it, in one look at all kinds', async () => {
    const actor = await person();
    const sessions = createSessions(own());
    const { authenticate, revokedAmong } = authenticator('accounts');
    const [one, other] = [await sessions.start(actor.user_id), await sessions.start(actor.user_id)];
    const token = await createToken(own(), { user_id: actor.user_id, name: 'to-revoke' });
    const share = await createShares(own()).create(actor, await taskOf(actor));
    const actors: Actor[] = [
      await authenticate({ cookie: await cookieOf(one.id) }), await authenticate({ cookie: await cookieOf(other.id) }),
      await authenticate({ authorization: `Bearer ${token}` }), await authenticate({ share_token: share.token }),
      await authenticator('local').authenticate({}),
    ];
    expect(await revokedAmong(actors)).toEqual(new Set());
    await sessions.end(one.id);
    expect(revoked).toEqual([one.id]);
    expect(await revokeTokens(database.db, 'to-revoke')).toBe(1);
    expect(await revokedAmong(actors)).toEqual(new Set([one.id, actors[2]?.credential_id]));
    expect(await revokeTokens(database.db, 'to-revoke')).toBe(0);
  });

  it('[A3] everything of a deleted account is revoked with it', async () => {
    const actor = await person();
    const session = await createSessions(own()).start(actor.user_id);
    const { authenticate } = authenticator('accounts');
    const cookie = await cookieOf(session.id);
    await authenticate({ cookie });
    await database.db.user.delete({ where: { id: actor.user_id } });
    await expect(authenticate({ cookie })).rejects.toMatchObject(refusal);
  });
});

describe('share links', () => {
  it('[A4] nobody shares, or ends the links of, another’s task', async () => {
    const [owner, stranger] = [await person(), await person()];
    const id = await taskOf(owner);
    const shares = createShares(own());
    await expect(shares.create(stranger, id)).rejects.toMatchObject({ code: 'task_not_found' });
    await expect(shares.revokeAll(stranger, id)).rejects.toMatchObject({ code: 'task_not_found' });
    await expect(shares.create(owner, 'no-such-task')).rejects.toMatchObject({ code: 'task_not_found' });
  });

  it('[A5] ending a task’s links ends all of them, rings for each, and leaves other tasks’ alone', async () => {
    const owner = await person();
    const shares = createShares(own());
    const [id, other] = [await taskOf(owner), await taskOf(owner)];
    const [one, two, kept] = [await shares.create(owner, id), await shares.create(owner, id, 60), await shares.create(owner, other)];
    const { authenticate, revokedAmong } = authenticator('accounts');
    const viewers = [await authenticate({ share_token: one.token }), await authenticate({ share_token: two.token })];
    await shares.revokeAll(owner, id);
    expect(new Set(revoked)).toEqual(new Set(viewers.map((viewer) => viewer.credential_id)));
    expect(await revokedAmong(viewers)).toEqual(new Set(revoked));
    await expect(authenticate({ share_token: one.token })).rejects.toMatchObject(refusal);
    expect(await authenticate({ share_token: kept.token })).toMatchObject({ task_id: other });
    await shares.revokeAll(owner, id);
    expect(revoked).toHaveLength(2);
  });
});

describe('the owner', () => {
  it('is made once, however often and at the same time it is asked for', async () => {
    const owners = await Promise.all([ensureOwner(database.db, clock), ensureOwner(database.db, clock), ensureOwner(database.db, clock)]);
    expect(new Set(owners.map((owner) => owner.id)).size).toBe(1);
    expect(await firstAdmin(database.db)).toMatchObject({ email: OWNER_EMAIL, role: 'admin' });
  });
});
