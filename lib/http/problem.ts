import { log } from '#lib/platform/log.ts';
import { ERRORS, type Failure } from '#lib/protocol/errors.ts';
import type { Problem } from '#lib/protocol/http.ts';

type Override = { status?: number; headers?: Record<string, string> };

/** A failure as RFC 9457 `application/problem+json`. What is our own fault is logged with its cause. */
export function problem(failure: Failure, { status, headers }: Override = {}): Response {
  if (failure.code === 'internal') log.error({ err: failure.cause ?? failure }, 'a call failed');
  const body = problemBody(failure, status);
  const all = new Headers({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers });
  if (failure.retry_after !== undefined) all.set('Retry-After', String(Math.max(1, Math.ceil(failure.retry_after))));
  if (body.status === 401) all.set('WWW-Authenticate', 'Bearer');
  return new Response(JSON.stringify(body), { status: body.status, headers: all });
}

function problemBody(failure: Failure, status: number = ERRORS[failure.code].status): Problem {
  return {
    type: 'about:blank',
    title: ERRORS[failure.code].message,
    status,
    detail: failure.message,
    code: failure.code,
    hint: failure.hint,
    ...(failure.retry_after !== undefined && { retry_after: failure.retry_after }),
  };
}
