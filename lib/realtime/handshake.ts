import type { IncomingMessage } from 'node:http';
import type { Actor } from '#lib/auth/actor.ts';
import type { Authenticator } from '#lib/auth/authenticate.ts';
import { peerBlock } from '#lib/platform/peer-block.ts';
import type { RateLimiter } from '#lib/platform/rate-limit.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import { percentDecoded } from '#lib/protocol/percent.ts';
import { zId } from '#lib/protocol/scalars.ts';
import { asksAs } from './asks-as.ts';
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

const NO_QUERY = new URLSearchParams();

type Answer = Admission | Refusal;

/** Everything that must hold before 101: rules C1, C5, A1, A2, L1, D1. At once where nobody has to be asked who it is. */
export function admit(request: IncomingMessage, deps: HandshakeDeps): Answer | Promise<Answer> {
  const target = request.url ?? '';
  // An absolute-form target could name another host than the one that was checked.
  if (!target.startsWith('/')) return { status: 400, reason: 'bad_target' };
  const [, name, query] = /^\/ws\/([^/?]+)(?:\?(.*))?$/.exec(target) ?? [];
  if (name === undefined) return { status: 404, reason: 'unknown_path' };
  const client_id = zId.safeParse(percentDecoded(name, ''));
  if (!client_id.success) return { status: 400, reason: 'bad_client_id' };
  if (deps.draining()) return DRAINING;
  if (!hostAllowed(request.headers.host, deps.policy) || !originAllowed(request.headers, deps.policy)) return { status: 403, reason: 'origin' };
  const paced = deps.handshakes === null ? { ok: true as const } : deps.limiter.charge(`handshakes:${peerBlock(request.socket.remoteAddress)}`, deps.handshakes, 1000);
  if (!paced.ok) return { status: 429, reason: 'rate', headers: { 'Retry-After': String(paced.retry_after) } };
  return authenticated(request, { query: query === undefined ? NO_QUERY : new URLSearchParams(query), client_id: client_id.data, deps });
}

function authenticated(request: IncomingMessage, { query, client_id, deps }: { query: URLSearchParams; client_id: string; deps: HandshakeDeps }): Answer | Promise<Answer> {
  // What was true before the database answered may be so no longer.
  const admission = (actor: Actor): Answer => (deps.draining() ? DRAINING : { actor, client_id, cursors: query.get('resume') === 'cursor' });
  const actor = deps.auth.authenticate(asksAs(request, query));
  return actor instanceof Promise ? actor.then(admission, turnedAway) : admission(actor);
}

function turnedAway(error: unknown): Refusal {
  return asFailure(error).code === 'unauthorized' ? { status: 401, reason: 'credentials' } : { status: 503, reason: 'database', headers: { 'Retry-After': '2' } };
}
