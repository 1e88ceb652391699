import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRateLimiter } from '#lib/platform/rate-limit.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { freshDatabase, type TestDb } from '#lib/testing/test-db.ts';
import { createAccounts, zNewAccount, type Accounts } from './accounts.ts';
import { createAuthenticator } from './authenticate.ts';
import { createAuthHandler, type AuthCall } from './next-auth.ts';
import { createSessions } from './sessions.ts';
import { ensureOwner } from './users.ts';

const SECRET = 'a secret of the test, long enough';
const PASSWORD = 'correct horse battery';
const ORIGIN = 'http://127.0.0.1:4321';

let database: TestDb;
let clock: ManualClock;
let accounts: Accounts;
let handle: (call: AuthCall) => Promise<Response>;
let revoked: string[];

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  clock = new ManualClock(Date.now());
  revoked = [];
  accounts = createAccounts({ db: database.db, clock, limiter: createRateLimiter(clock) });
  const sessions = createSessions({ db: database.db, clock, revoked: (id) => revoked.push(id) });
  handle = createAuthHandler({ accounts, sessions, secret: SECRET });
});

/** What a browser does with next-auth: keeps the cookies it is given and sends them back. */
class Browser {
  readonly jar = new Map<string, string>();
  readonly origin: string;

  constructor(origin = ORIGIN) {
    this.origin = origin;
  }

  get cookie(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async call(action: string, body?: Record<string, string>, query: Record<string, string> = {}): Promise<Response> {
    const response = await handle({ method: body ? 'POST' : 'GET', action: action.split('/'), query, cookie: this.cookie, body: body ?? {}, origin: this.origin, address: '192.0.2.7' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return response;
  }

  async signIn(email: string, password = PASSWORD): Promise<URL> {
    const { csrfToken } = (await (await this.call('csrf')).json()) as { csrfToken: string };
    const response = await this.call('callback/credentials', { email, password, csrfToken, callbackUrl: `${this.origin}/tasks`, json: 'true' });
    return new URL(((await response.json()) as { url: string }).url);
  }

  async signOut(): Promise<Response> {
    const { csrfToken } = (await (await this.call('csrf')).json()) as { csrfToken: string };
    return this.call('signout', { csrfToken, callbackUrl: `${this.origin}/`, json: 'true' });
  }

  async session(): Promise<unknown> {
    return (await this.call('session')).json();
  }
}

const authenticate = (cookie: string) => createAuthenticator({ db: database.db, mode: 'accounts', secret: SECRET, clock }).authenticate({ cookie });

describe('accounts', () => {
  it('the first person who signs up runs the place, though the local owner was there before', async () => {
    await ensureOwner(database.db, clock);
    expect(await accounts.signUp({ email: 'first@example.org', password: PASSWORD }, 'a')).toMatchObject({ role: 'admin' });
    expect(await accounts.signUp({ email: 'second@example.org', password: PASSWORD }, 'a')).toMatchObject({ role: 'member' });
  });

  it('of several who are the first at once one runs the place, and all of them have an account', async () => {
    const fresh = await freshDatabase();
    try {
      const { signUp } = createAccounts({ db: fresh.db, clock, limiter: createRateLimiter(clock) });
      const users = await Promise.all(Array.from({ length: 6 }, (_, index) => signUp({ email: `early-${index}@example.org`, password: PASSWORD }, 'a')));
      expect(users.filter(({ role }) => role === 'admin')).toHaveLength(1);
      expect(await fresh.db.user.count({ where: { role: 'admin' } })).toBe(1);
      expect(await fresh.db.user.count()).toBe(6);
    } finally {
      await fresh.close();
    }
  });

  it('an address has one account, however it is written', async () => {
    const { email } = zNewAccount.parse({ email: '  Twice@Example.ORG ', password: PASSWORD });
    expect(email).toBe('twice@example.org');
    await accounts.signUp({ email, password: PASSWORD }, 'a');
    await expect(accounts.signUp({ email, password: 'another one, quite long' }, 'a')).rejects.toMatchObject({ code: 'conflict' });
    const both = await Promise.allSettled([0, 1].map(() => accounts.signUp({ email: 'raced@example.org', password: PASSWORD }, 'a')));
    expect(both.map((each) => each.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((each) => each.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' });
  });

  it.each([['no-at-sign', PASSWORD], ['ada@example.org', '1234567'], ['admin@localhost', PASSWORD], ['', PASSWORD], [`${'a'.repeat(300)}@example.org`, PASSWORD]])('%s with %j is refused by its shape', (email, password) => {
    expect(zNewAccount.safeParse({ email, password }).success).toBe(false);
  });

  it('keeps argon2id with the recommended cost, never the password', async () => {
    await accounts.signUp({ email: 'hashed@example.org', password: PASSWORD }, 'a');
    const row = await database.db.user.findUniqueOrThrow({ where: { email: 'hashed@example.org' } });
    expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('a password is the same in both Unicode forms; nobody signs in as the local owner', async () => {
    await accounts.signUp({ email: 'forms@example.org', password: 'caf\u00e9 au lait' }, 'a');
    expect(await accounts.signIn({ email: 'FORMS@example.org', password: 'cafe\u0301 au lait' }, 'a')).not.toBeNull();
    expect(await accounts.signIn({ email: 'admin@localhost', password: '' }, 'a')).toBeNull();
    await ensureOwner(database.db, clock);
    for (const password of ['null', 'no account has this password']) expect(await accounts.signIn({ email: 'admin@localhost', password }, 'a')).toBeNull();
  });

  it('[L1] attempts on one account are limited, and possible again later', async () => {
    const attempt = () => accounts.signIn({ email: 'guessed@example.org', password: 'a guess' }, 'a');
    for (let tries = 0; tries < 10; tries++) expect(await attempt()).toBeNull();
    await expect(attempt()).rejects.toMatchObject({ code: 'rate_limited' });
    clock.advance(60_000);
    expect(await attempt()).toBeNull();
  });

  it('[L1] attempts from one address are limited, whomever they are on', async () => {
    for (let tries = 0; tries < 60; tries++) await accounts.signIn({ email: 'no address', password: 'x' }, 'b');
    await expect(accounts.signIn({ email: 'free@example.org', password: 'x' }, 'b')).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await accounts.signIn({ email: 'free@example.org', password: 'x' }, 'c')).toBeNull();
  });
});

describe('signing in', () => {
  it('[A1] a right password gives a cookie that opens the account, until signing out takes it back', async () => {
    const { id } = await accounts.signUp({ email: 'in@example.org', password: PASSWORD }, 'a');
    const browser = new Browser();
    expect((await browser.signIn('in@example.org')).href).toBe(`${ORIGIN}/tasks`);
    expect(await browser.session()).toMatchObject({ user: { email: 'in@example.org' } });
    const { cookie } = browser;
    const actor = await authenticate(cookie);
    expect(actor).toMatchObject({ kind: 'user', user_id: id, via: 'session' });
    await browser.signOut();
    expect(revoked).toEqual([actor.credential_id]);
    expect(browser.jar.has('next-auth.session-token')).toBe(false);
    await expect(authenticate(cookie)).rejects.toMatchObject({ code: 'unauthorized' });
    browser.jar.set('next-auth.session-token', /session-token=([^;]+)/.exec(cookie)?.[1] ?? '');
    expect(await browser.session()).toEqual({});
  });

  it('a wrong password, an unknown address and a missing field look alike', async () => {
    await accounts.signUp({ email: 'alike@example.org', password: PASSWORD }, 'a');
    const browser = new Browser();
    const answers = [await browser.signIn('alike@example.org', 'wrong password'), await browser.signIn('unknown@example.org'), await browser.signIn('', '')];
    expect(new Set(answers.map((url) => url.searchParams.get('error')))).toEqual(new Set(['CredentialsSignin']));
    expect(browser.jar.has('next-auth.session-token')).toBe(false);
  });

  it('[L1] too many attempts are told apart, so that the page can say to wait', async () => {
    const browser = new Browser();
    for (let tries = 0; tries < 10; tries++) await browser.signIn('many@example.org', 'wrong');
    expect((await browser.signIn('many@example.org', 'wrong')).searchParams.get('error')).toBe('rate_limited');
  });

  it('a form without its token against forgery signs nobody in', async () => {
    await accounts.signUp({ email: 'forged@example.org', password: PASSWORD }, 'a');
    const browser = new Browser();
    await browser.call('callback/credentials', { email: 'forged@example.org', password: PASSWORD, csrfToken: 'made up', json: 'true' });
    expect(browser.jar.has('next-auth.session-token')).toBe(false);
  });

  it('cookies are for http alone, lax, and secure where the origin is https', async () => {
    await accounts.signUp({ email: 'cookies@example.org', password: PASSWORD }, 'a');
    const plain = new Browser();
    await plain.signIn('cookies@example.org');
    expect([...plain.jar.keys()]).toContain('next-auth.session-token');
    const sealed = new Browser('https://tube.example.org');
    expect((await sealed.signIn('cookies@example.org')).origin).toBe('https://tube.example.org');
    expect([...sealed.jar.keys()]).toContain('__Secure-next-auth.session-token');
    const [line = ''] = (await sealed.call('session')).headers.getSetCookie();
    expect(line).toMatch(/HttpOnly/i);
    expect(line).toMatch(/Secure;/i);
    expect(line).toMatch(/SameSite=Lax/i);
    expect(await authenticate(sealed.cookie)).toMatchObject({ via: 'session' });
  });

  it('never sends a person to another site', async () => {
    await accounts.signUp({ email: 'sent@example.org', password: PASSWORD }, 'a');
    const browser = new Browser();
    const { csrfToken } = (await (await browser.call('csrf')).json()) as { csrfToken: string };
    const response = await browser.call('callback/credentials', { email: 'sent@example.org', password: PASSWORD, csrfToken, callbackUrl: 'https://evil.example/', json: 'true' });
    expect(((await response.json()) as { url: string }).url).toBe(ORIGIN);
    expect((await browser.call('signin')).headers.get('location')).toMatch(/^\/sign-in\?/);
  });
});
