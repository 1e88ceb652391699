import NextAuth, { type AuthOptions, type LoggerInstance } from 'next-auth';
import type { NextApiRequest, NextApiResponse } from 'next';
import { log } from '#lib/platform/log.ts';
import { followRequestOrigin } from '#lib/platform/request-origin.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import type { Accounts } from './accounts.ts';
import { ResponseRecorder } from './response-recorder.ts';
import { parseCookies } from './session-cookie.ts';
import { SESSION_SECONDS, type Sessions } from './sessions.ts';

/** A call to `/api/auth/…` with its body read. */
export type AuthCall = {
  method: string;
  /** The path below `/api/auth`. */
  action: readonly string[];
  query: Readonly<Record<string, string>>;
  cookie: string;
  body: Readonly<Record<string, string>>;
  /** Where the person's browser sees this server, as `https://host`. */
  origin: string;
  /** The peer's IP address. */
  address: string;
};

type Deps = { accounts: Accounts; sessions: Sessions; secret: string };

/** next-auth in the form of its Pages API, which takes everything about the request as an argument. */
export function createAuthHandler(deps: Deps): (call: AuthCall) => Promise<Response> {
  followRequestOrigin();
  const handler = callable(NextAuth);
  return async (call) => {
    const { protocol, host } = new URL(call.origin);
    const request = {
      method: call.method,
      query: { ...call.query, nextauth: [...call.action] },
      cookies: parseCookies(call.cookie),
      headers: { host, 'x-forwarded-host': host, 'x-forwarded-proto': protocol.slice(0, -1), cookie: call.cookie },
      body: call.body,
    };
    const recorder = new ResponseRecorder();
    await handler(request as unknown as NextApiRequest, recorder as unknown as NextApiResponse, options(deps, call));
    return recorder.response();
  };
}

/** A CommonJS default export: some loaders hand out the function, others the module around it. */
function callable(imported: typeof NextAuth): typeof NextAuth {
  return typeof imported === 'function' ? imported : (imported as { default: typeof NextAuth }).default;
}

function options({ accounts, sessions, secret }: Deps, call: AuthCall): AuthOptions {
  return {
    secret,
    logger,
    useSecureCookies: call.origin.startsWith('https:'),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/sign-in', signOut: '/', error: '/sign-in' },
    providers: [{
      id: 'credentials', name: 'E-mail and password', type: 'credentials',
      credentials: { email: { type: 'email' }, password: { type: 'password' } },
      authorize: (attempt) => accounts.signIn(attempt, call.address).catch(asQueryError),
    }],
    callbacks: {
      async jwt({ token, user }) {
        if (user) return { sub: user.id, email: user.email, sid: (await sessions.start(user.id)).id };
        if (!(await sessions.touch(String(token.sid)))) throw new Error('session over');
        return token;
      },
      session: ({ session, token }) => ({ user: { email: token.email }, expires: session.expires }),
    },
    events: { signOut: ({ token }) => sessions.end(String(token?.sid)) },
  };
}

/** next-auth carries a thrown message to the sign-in page as `?error=`. */
function asQueryError(thrown: unknown): never {
  throw new Error(asFailure(thrown).code, { cause: thrown });
}

/** A cookie that no longer opens anything is an everyday matter: next-auth takes it back and answers "nobody". */
const logger: Partial<LoggerInstance> = {
  error: (code, details) => (code === 'JWT_SESSION_ERROR' ? log.debug({ code }, 'session over') : log.error({ code, err: details }, 'sign-in failed')),
  warn: (code) => log.debug({ code }, 'next-auth'),
  debug: () => {},
};
