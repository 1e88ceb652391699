import type { IncomingMessage } from 'node:http';
import type { Actor } from '#lib/auth/actor.ts';
import type { Authenticator } from '#lib/auth/authenticate.ts';
import type { RateLimiter } from '#lib/platform/rate-limit.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import { zId } from '#lib/protocol/scalars.ts';
import { hostAllowed, originAllowed, type DoorPolicy } from './door-policy.ts';

export type Refusal = { status: number; reason: string; headers?: Record<string, string> };
/** `cursors`: the client asks with cursors of its own, so that nothing is to be taken over for it (rule C3). */
export type Admission = { actor: Actor; client_id: string; cursors: boolean };

export type HandshakeDeps = {
  policy: DoorPolicy;
  auth: Pick<Authenticator, 'authenticate'>;
  limiter: RateLimiter;
  /** Handshakes one address may make a second (rule L1); null: any number. */
  handshakes: number | null;
  draining(): boolean;
};

const DRAINING: Refusal = { status: 503, reason: 'draining', headers: { 'Retry-After': '5' } };

/** Everything that must hold before 101: rules C1, C5, A1, A2, L1, D1. */
export async function admit(request: IncomingMessage, deps: HandshakeDeps): Promise<Admission | Refusal> {
  const target = request.url ?? '';
  // An absolute-form target could name another host than the one that was checked.
  if (!target.startsWith('/')) return { status: 400, reason: 'bad_target' };
  const [path = '', ...query] = target.split('?');
  const match = /^\/ws\/([^/]+)$/.exec(path);
  if (!match) return { status: 404, reason: 'unknown_path' };
  const client_id = zId.safeParse(decoded(match[1] ?? ''));
  if (!client_id.success) return { status: 400, reason: 'bad_client_id' };
  if (deps.draining()) return DRAINING;
  if (!hostAllowed(request.headers.host, deps.policy) || !originAllowed(request.headers, deps.policy)) return { status: 403, reason: 'origin' };
  const paced = deps.handshakes === null ? { ok: true as const } : deps.limiter.charge(`handshakes:${request.socket.remoteAddress}`, deps.handshakes, 1000);
  if (!paced.ok) return { status: 429, reason: 'rate', headers: { 'Retry-After': String(paced.retry_after) } };
  return authenticated(request, { query: new URLSearchParams(query.join('?')), client_id: client_id.data, deps });
}

async function authenticated(request: IncomingMessage, { query, client_id, deps }: { query: URLSearchParams; client_id: string; deps: HandshakeDeps }): Promise<Admission | Refusal> {
  try {
    const actor = await deps.auth.authenticate({
      cookie: request.headers.cookie,
      authorization: request.headers.authorization,
      share_token: query.get('token') ?? undefined,
    });
    // What was true before the database answered may be so no longer.
    return deps.draining() ? DRAINING : { actor, client_id, cursors: query.get('resume') === 'cursor' };
  } catch (error) {
    return asFailure(error).code === 'unauthorized' ? { status: 401, reason: 'credentials' } : { status: 503, reason: 'database', headers: { 'Retry-After': '2' } };
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
