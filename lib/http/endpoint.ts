import type { Actor, UserActor } from '#lib/auth/actor.ts';
import { log } from '#lib/platform/log.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { zId } from '#lib/protocol/scalars.ts';
import { services, type Services } from '#lib/services.ts';
import { problem } from './problem.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof METHODS)[number];

/** One call: what was asked, by whom, and what may be used to answer it. */
export type Call<A> = { request: Request; url: URL; id: string; actor: A; services: Services };

type Operation = { access: 'anyone'; run(call: Call<null>): Promise<Response> } | { access: 'reader'; run(call: Call<Actor>): Promise<Response> } | { access: 'owner'; run(call: Call<UserActor>): Promise<Response> };

/** Open to everybody. */
export const forAnyone = (run: (call: Call<null>) => Promise<Response>): Operation => ({ access: 'anyone', run });
/** For people, and for who holds a share link. */
export const forReaders = (run: (call: Call<Actor>) => Promise<Response>): Operation => ({ access: 'reader', run });
/** For people; a share link does not open it. */
export const forOwners = (run: (call: Call<UserActor>) => Promise<Response>): Operation => ({ access: 'owner', run });

/** What changes nothing of its own, or is one piece of a file of which the first was counted (rule L1). */
const CALLS = new Set(['GET', 'HEAD', 'PATCH']);

type Params = { params: Promise<Record<string, string | string[] | undefined> | undefined> };
type Handler = (request: Request, context: Params) => Promise<Response>;

/**
 * A route's handlers: what it offers, and 405 for the other methods. Every error leaves as a problem.
 * @param missing what an id that can be nobody's is answered by, as one that is not there
 */
export function endpoint(operations: Partial<Record<Method, Operation>>, missing: () => Failure = () => new Failure('task_not_found')): Record<Method, Handler> {
  const offered = METHODS.filter((method) => operations[method]);
  const handler = (method: Method): Handler => async (request, context) => {
    const operation = operations[method];
    if (!operation) return notAllowed(method, offered);
    try {
      // A path without a variable part has no params at all.
      const params = (await context.params) ?? {};
      return await answer(operation, request, { params, missing });
    } catch (error) {
      return refused(asFailure(error));
    }
  };
  return { GET: handler('GET'), POST: handler('POST'), PUT: handler('PUT'), PATCH: handler('PATCH'), DELETE: handler('DELETE') };
}

async function answer(operation: Operation, request: Request, { params, missing }: { params: { id?: string | string[] }; missing: () => Failure }): Promise<Response> {
  const own = services();
  const url = new URL(request.url);
  const call = { request, url, id: typeof params.id === 'string' ? params.id : '', services: own };
  if (operation.access === 'anyone') return operation.run({ ...call, actor: null });
  const actor = await own.auth.authenticate({
    cookie: request.headers.get('cookie') ?? undefined,
    authorization: request.headers.get('authorization') ?? undefined,
    share_token: url.searchParams.get('token') ?? undefined,
  });
  own.charge(actor, CALLS.has(request.method) ? 'call' : 'change');
  if (params.id !== undefined && !zId.safeParse(params.id).success) throw missing();
  if (operation.access === 'reader') return operation.run({ ...call, actor });
  if (actor.kind !== 'user') throw new Failure('forbidden', { message: 'A shared link only reads.' });
  return operation.run({ ...call, actor });
}

function refused(failure: Failure): Response {
  if (failure.code !== 'internal') log.debug({ code: failure.code }, failure.message);
  return problem(failure, failure.code === 'too_large' ? { status: 413 } : {});
}

function notAllowed(method: Method, offered: readonly Method[]): Response {
  const failure = new Failure('bad_message', { message: `${method} is not possible here.`, hint: `Use ${offered.join(' or ')}.` });
  return problem(failure, { status: 405, headers: { Allow: offered.join(', ') } });
}
