import type { IncomingMessage } from 'node:http';
import type { Authenticator } from '#lib/auth/authenticate.ts';

/** What a request says of who asks: a cookie, a token, or a shared link's. */
export function asksAs({ headers }: IncomingMessage, query: URLSearchParams): Parameters<Authenticator['authenticate']>[0] {
  return { cookie: headers.cookie, authorization: headers.authorization, share_token: query.get('token') ?? undefined };
}
