import { Agent, fetch as undiciFetch, type Dispatcher } from 'undici';
import { systemClock, type Clock } from '#lib/platform/clock.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { failureOfStatus, failureOfThrown, retryAfter } from './fetch-failure.ts';
import { guardedConnector, systemResolver, type Resolver } from './guarded-connect.ts';
import { HostGate } from './host-gate.ts';
import { counting, limitBody, type Arrived } from './limit-body.ts';
import { retrying } from './retrying.ts';
import { hostOf, vetUrl, type Allowed } from './vet-url.ts';

export type GuardedRequest = {
  signal: AbortSignal;
  method?: 'GET' | 'HEAD' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  /** Decoded bytes; more is `too_large`. */
  max_bytes: number;
  /** In all, body and repeated tries included; milliseconds. */
  timeout_ms?: number;
  /** Content types that are taken; an answer that names another is `not_media`. */
  types?: RegExp;
  /** Whether what comes may be kept and asked for again only by its mark (`lib/net/cached-fetch.ts`). */
  cache?: boolean;
  /** Told while the body comes: bytes on the wire so far, and in all; null where the server does not say. */
  onBytes?: (done: number, total: number | null) => void;
};

export type Fetched = {
  /** Its body is bounded in bytes and time. */
  response: Response;
  /** Where the last redirect led. */
  url: URL;
};

/**
 * Fetches what a stranger's address names.
 * @throws Failure of the catalogue for every status from 400 on, for addresses that must not be fetched and for all
 * that goes wrong on the way; the signal's own reason where it was aborted
 */
export type GuardedFetch = (address: URL | string, request: GuardedRequest) => Promise<Fetched>;

const FETCH_MS = 60_000;
const FIRST_BYTE_MS = 20_000;
const MAX_REDIRECTS = 5;
const MAX_RATIO = 200;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const AGENT = 'Mozilla/5.0 (compatible; MindTube)';

type Options = { allow: Allowed; resolver?: Resolver; clock?: Clock };
type Parts = { allow: Allowed; dispatcher: Dispatcher; gate: HostGate };

export function createGuardedFetch({ allow, resolver = systemResolver, clock = systemClock }: Options): GuardedFetch {
  const dispatcher = new Agent({ connect: guardedConnector(allow, resolver), headersTimeout: FIRST_BYTE_MS, bodyTimeout: FIRST_BYTE_MS, keepAliveTimeout: 4_000 });
  const parts = { allow, dispatcher, gate: new HostGate(clock) };
  return async (address, request) => {
    const allowed_ms = request.timeout_ms ?? FETCH_MS;
    const until = clock.now() + allowed_ms;
    const timed = { ...request, signal: AbortSignal.any([request.signal, AbortSignal.timeout(allowed_ms)]) };
    try {
      const idempotent = (request.method ?? 'GET') !== 'POST';
      return accepted(await retrying(() => follow(vetUrl(String(address), allow), timed, parts), { idempotent, clock, until, signal: timed.signal }), request);
    } catch (thrown) {
      request.signal.throwIfAborted();
      throw failureOfThrown(thrown);
    }
  };
}

/** @throws Failure for what is no answer to go on with */
function accepted(fetched: Fetched, { types }: GuardedRequest): Fetched {
  const { status, headers, body } = fetched.response;
  const type = headers.get('content-type');
  const failure = failureOfStatus(status, headers) ?? (types && type !== null && !types.test(type) ? new Failure('not_media') : null);
  if (failure === null) return fetched;
  // Nobody waits for the rest of a body that is not read.
  body?.cancel().catch(() => undefined);
  throw failure;
}

async function follow(start: URL, request: GuardedRequest, parts: Parts): Promise<Fetched> {
  let url = start;
  let asked = request;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const response = await once(url, asked, parts);
    const location = response.headers.get('location');
    if (!REDIRECTS.has(response.status) || location === null) return { response, url };
    await response.body?.cancel();
    const next = vetUrl(targetOf(location, url), parts.allow);
    asked = redirected(asked, { status: response.status, leaves: next.origin !== url.origin });
    url = next;
  }
  throw new Failure('source_unreachable', { message: 'The link leads from one address to the next without end.', retryable: false });
}

/** Servers send the bytes of UTF-8 here, which header values hold one by one. */
function targetOf(location: string, base: URL): string {
  const text = Buffer.from(location, 'latin1').toString('utf8');
  if (!URL.canParse(text, base)) throw new Failure('source_unreachable', { message: 'The link leads to what is no address.', retryable: false });
  return new URL(text, base).href;
}

async function once(url: URL, request: GuardedRequest, { dispatcher, gate }: Parts): Promise<Response> {
  const host = hostOf(url);
  const leave = await gate.enter(host, request.signal);
  try {
    const arrived: Arrived = { bytes: 0 };
    const response = await undiciFetch(url, {
      method: request.method ?? 'GET', redirect: 'manual', dispatcher: dispatcher.compose(counting(arrived)), signal: request.signal,
      headers: { 'user-agent': AGENT, 'accept-language': 'en, *;q=0.5', ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const answered = bounded(response as unknown as Response, request, arrived);
    if (response.status === 429 || response.status === 503) gate.quiet(host, retryAfter(answered.headers) ?? 0);
    return answered;
  } finally {
    leave();
  }
}

function bounded(response: Response, { max_bytes, onBytes }: GuardedRequest, arrived: Arrived): Response {
  const { status, statusText, headers } = response;
  const encoded = headers.get('content-encoding') !== null;
  const length = Number(headers.get('content-length') ?? Number.NaN);
  if (status === 200 && !encoded && length > max_bytes) throw new Failure('too_large');
  const body = response.body ? limitBody(response.body, { max_bytes, growth: encoded ? { max_ratio: MAX_RATIO, arrived } : undefined, onBytes: onBytes && (() => onBytes(arrived.bytes, length > 0 ? length : null)) }) : null;
  return new Response(body, { status, statusText, headers: Object.fromEntries(headers) });
}

/** 307 and 308 keep method and body (RFC 9110, 15.4); another origin gets no credentials. */
function redirected(request: GuardedRequest, { status, leaves }: { status: number; leaves: boolean }): GuardedRequest {
  const { method, body, headers = {}, ...rest } = request;
  const keeps = status === 307 || status === 308;
  return { ...rest, headers: leaves ? withoutCredentials(headers) : headers, ...(keeps && method ? { method } : {}), ...(keeps && body !== undefined ? { body } : {}) };
}

function withoutCredentials(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(authorization|cookie|proxy-authorization)$/i.test(name)));
}

/** The whole body as text, in the charset that the server names. @throws Failure */
export async function textOf({ response }: Fetched, signal: AbortSignal): Promise<string> {
  try {
    const bytes = await response.arrayBuffer();
    const charset = /charset=["']?([\w-]+)/i.exec(response.headers.get('content-type') ?? '')?.[1] ?? 'utf-8';
    return decoderOf(charset).decode(bytes);
  } catch (thrown) {
    signal.throwIfAborted();
    throw failureOfThrown(thrown);
  }
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
