import type { Db } from '#lib/db/client.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { Actor, UserActor } from './actor.ts';
import { hashSecret } from './secrets.ts';
import { sessionIdOf } from './session-cookie.ts';
import { ensureOwner, toUser, type User } from './users.ts';

/** Raw header texts, and `?token=`. */
export type Credentials = { cookie?: string | undefined; authorization?: string | undefined; share_token?: string | undefined };

export type Authenticator = {
  /**
   * Rule A1. Of several credentials the most narrow counts: share token, bearer token, session cookie.
   * At once where nobody has to be looked up: in local mode, once the owner is known.
   * @throws Failure `unauthorized`, as a rejection
   */
  authenticate(credentials: Credentials): Actor | Promise<Actor>;
  /** `credential_id`s of these actors that are revoked or have expired. */
  revokedAmong(actors: readonly Actor[]): Promise<Set<string>>;
};

type Deps = { db: Db; mode: 'local' | 'accounts'; secret: string; clock: Clock };

/** How often the time of a token's last use is written down. Milliseconds. */
const USE_NOTED_EVERY = 60_000;

export function createAuthenticator(deps: Deps): Authenticator {
  let owner: UserActor | Promise<UserActor> | undefined;
  const localOwner = () => (owner ??= ensureOwner(deps.db, deps.clock).then(
    (user) => (owner = userActor(user, 'local', null)),
    (error: unknown) => {
      owner = undefined;
      throw error;
    },
  ));
  return {
    authenticate({ cookie, authorization, share_token }) {
      if (share_token !== undefined) return viewer(deps, share_token);
      if (authorization !== undefined) return bearer(deps, authorization);
      // Nobody signs in in local mode: a cookie there is another program's on the same host.
      if (deps.mode === 'local') return localOwner();
      return session(deps, cookie ?? '');
    },
    revokedAmong: (actors) => revokedAmong(deps, actors),
  };
}

async function session({ db, secret, clock }: Deps, cookie: string): Promise<UserActor> {
  const id = await sessionIdOf(cookie, secret);
  const row = id === null ? null : await db.session.findUnique({ where: { id }, include: { user: true } });
  if (!row || isOver(row.expires_at, clock)) throw new Failure('unauthorized');
  return userActor(toUser(row.user), 'session', row);
}

async function bearer({ db, clock }: Deps, authorization: string): Promise<UserActor> {
  const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  const row = token === undefined ? null : await db.apiToken.findUnique({ where: { token_hash: hashSecret(token) }, include: { user: true } });
  if (!row || isOver(row.expires_at, clock)) throw new Failure('unauthorized');
  if (clock.now() - (row.last_used_at?.getTime() ?? 0) > USE_NOTED_EVERY) {
    await db.apiToken.updateMany({ where: { id: row.id }, data: { last_used_at: new Date(clock.now()) } });
  }
  return userActor(toUser(row.user), 'token', row);
}

async function viewer({ db, clock }: Deps, token: string): Promise<Actor> {
  const row = await db.shareLink.findUnique({ where: { token_hash: hashSecret(token) } });
  if (!row || isOver(row.expires_at, clock)) throw new Failure('unauthorized', { message: 'This link is not valid any more.', hint: 'Ask its owner to share it again.' });
  return { kind: 'viewer', identity: `share:${row.id}`, task_id: row.task_id, credential_id: row.id, expires_at: row.expires_at?.getTime() ?? null };
}

type CredentialRow = { id: string; expires_at: Date | null };

function userActor(user: User, via: UserActor['via'], credential: CredentialRow | null): UserActor {
  return {
    kind: 'user', identity: `user:${user.id}`, user_id: user.id, role: user.role, via,
    credential_id: credential?.id ?? null, expires_at: credential?.expires_at?.getTime() ?? null,
  };
}

function isOver(expires_at: Date | null, clock: Clock): boolean {
  return expires_at !== null && expires_at.getTime() <= clock.now();
}

async function revokedAmong({ db, clock }: Deps, actors: readonly Actor[]): Promise<Set<string>> {
  const ids = { session: new Set<string>(), token: new Set<string>(), share: new Set<string>() };
  for (const actor of actors) {
    if (actor.kind === 'viewer') ids.share.add(actor.credential_id);
    else if (actor.credential_id !== null && actor.via !== 'local') ids[actor.via].add(actor.credential_id);
  }
  const valid = (set: Set<string>) => ({ id: { in: [...set] }, OR: [{ expires_at: null }, { expires_at: { gt: new Date(clock.now()) } }] });
  const [sessions, tokens, shares] = await Promise.all([
    ids.session.size === 0 ? [] : db.session.findMany({ where: { id: { in: [...ids.session] }, expires_at: { gt: new Date(clock.now()) } }, select: { id: true } }),
    ids.token.size === 0 ? [] : db.apiToken.findMany({ where: valid(ids.token), select: { id: true } }),
    ids.share.size === 0 ? [] : db.shareLink.findMany({ where: valid(ids.share), select: { id: true } }),
  ]);
  const gone = new Set([...ids.session, ...ids.token, ...ids.share]);
  for (const { id } of [...sessions, ...tokens, ...shares]) gone.delete(id);
  return gone;
}
