import { log } from '#lib/platform/log.ts';
import { ERRORS, type Failure } from '#lib/protocol/errors.ts';
import type { Problem } from '#lib/protocol/http.ts';

type Override = { status?: number; headers?: Record<string, string> };

/** A failure as RFC 9457 `application/problem+json`. What is our own fault is logged with its cause. */
export function problem(failure: Failure, { status, headers }: Override = {}): Response {
  if (failure.code === 'internal') log.error({ err: failure.cause ?? failure }, 'a call failed');
  const body = problemBody(failure, status);
  const extra = failure.retry_after === undefined ? {} : { 'Retry-After': String(Math.max(1, Math.ceil(failure.retry_after))) };
  const challenge = body.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {};
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...extra, ...challenge, ...headers },
  });
}

export function problemBody(failure: Failure, status: number = ERRORS[failure.code].status): Problem {
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
