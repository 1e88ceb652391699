import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from '#lib/auth/actor.ts';
import { log } from '#lib/platform/log.ts';
import { peerBlock } from '#lib/platform/peer-block.ts';
import { asFailure, ERRORS, Failure } from '#lib/protocol/errors.ts';
import type { EventsPage, Problem } from '#lib/protocol/http.ts';
import { zId, zSeq } from '#lib/protocol/scalars.ts';
import { asksAs } from './asks-as.ts';
import { hostAllowed, originAllowed, type DoorPolicy } from './door-policy.ts';
import { gathered } from './frame.ts';
import { answerMedia, mediaIdOf, type MediaDeps } from './media-answer.ts';
import { EventStream, type StreamDeps, type StreamSink } from './sse.ts';
import { topicFor } from './topic-for.ts';
import type { Topics } from './topics.ts';

export type HttpDoorDeps = MediaDeps & {
  policy: DoorPolicy;
  events(actor: Actor, id: string, after: number): Promise<EventsPage>;
  streams: StreamDeps & {
    topics: Topics;
    draining(): boolean;
    /** Whether one more connection of this identity may open (rule L1). */
    admits(actor: Actor): boolean;
  };
  /** Whether the server takes new work. */
  ready(): Promise<boolean>;
  metrics(): Promise<{ content_type: string; body: string }>;
  /** Everything that is not answered here: Next. */
  rest(request: IncomingMessage, response: ServerResponse): Promise<void>;
};

const FETCHES = new Set(['GET', 'HEAD']);
const READS = new Set([...FETCHES, 'OPTIONS']);

/** The first look at every HTTP request: rule A2, the probes, the event stream, people's files; the rest is Next's. */
export function createHttpDoor(deps: HttpDoorDeps): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    route(request, response, deps).catch((error: unknown) => {
      if (!response.headersSent) return fail(response, asFailure(error));
      log.error({ err: error }, 'a response broke off');
      response.destroy();
    });
  };
}

async function route(request: IncomingMessage, response: ServerResponse, deps: HttpDoorDeps): Promise<void> {
  // What is answered here has no page's headers, and is never anything else than it says.
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (!request.url?.startsWith('/')) return fail(response, new Failure('bad_message', { message: 'Only a path may be asked for.' }));
  const reads = READS.has(request.method ?? 'GET');
  if (!hostAllowed(request.headers.host, deps.policy) || (!reads && !originAllowed(request.headers, deps.policy))) {
    return fail(response, new Failure('forbidden', { message: 'This address is not answered from there.', hint: 'Open MindTube by its own address; the operator can allow others with ALLOWED_ORIGINS.' }));
  }
  // Routes see no socket: who asks is noted here, and nobody else's word is taken for it.
  request.headers['x-client-address'] = peerBlock(request.socket.remoteAddress);
  const url = readTarget(request.url);
  const events = /^\/api\/v1\/tasks\/([^/]+)\/events$/.exec(url.pathname);
  if (events && request.method === 'GET') return answerEvents(request, response, { id: events[1] ?? '', url, deps });
  const media = mediaIdOf(url.pathname);
  if (media !== undefined && FETCHES.has(request.method ?? 'GET')) return answerMedia(request, response, { id: media, url, deps });
  if (!reads) return deps.rest(request, response);
  switch (url.pathname) {
    case '/healthz':
      return text(response, 200, 'ok');
    case '/readyz':
      return (await deps.ready()) ? text(response, 200, 'ready') : text(response, 503, 'not ready');
    case '/metrics':
      return answerMetrics(request, response, deps);
    default:
      return deps.rest(request, response);
  }
}

/** Next cannot read every path that HTTP can carry. @throws Failure `bad_message` */
function readTarget(target: string): URL {
  try {
    const url = new URL(`http://localhost${target}`);
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    throw new Failure('bad_message', { message: 'That path cannot be read.' });
  }
}

async function answerEvents(request: IncomingMessage, response: ServerResponse, { id, url, deps }: { id: string; url: URL; deps: HttpDoorDeps }): Promise<void> {
  const actor = await deps.auth.authenticate(asksAs(request, url.searchParams));
  deps.charge(actor, 'call');
  if (!zId.safeParse(id).success) throw new Failure('task_not_found');
  const after = cursorOf(request, url);
  if (!request.headers.accept?.includes('text/event-stream')) return json(response, await deps.events(actor, id, after));
  const { streams } = deps;
  const topic = await topicFor(streams.topics, id, { actor, after });
  // Asked last: nothing comes between the answer and the stream's being known to who sends all away, and who counts.
  if (streams.draining()) return text(response, 503, 'restarting, come back');
  if (!streams.admits(actor)) throw new Failure('rate_limited', { message: 'Too many connections are open.', retry_after: 5 });
  // Who left while the database was asked has no `close` to come.
  if (response.destroyed) return;
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' });
  response.flushHeaders();
  const stream = new EventStream(sinkOf(response), { topic, actor }, streams);
  response.on('drain', () => stream.drained());
  response.on('error', () => response.destroy());
  response.on('close', () => stream.left());
  await stream.start(after);
}

function sinkOf(response: ServerResponse): StreamSink {
  return {
    get pending() { return response.writableLength; },
    get blocked() { return response.writableNeedDrain; },
    write: (...frames) => void response.write(gathered(frames), 'latin1'),
    end: () => void response.end(),
    destroy: () => void response.destroy(),
  };
}

/** `Last-Event-ID` is what a browser resumes with; without it the address says where to start. */
function cursorOf(request: IncomingMessage, url: URL): number {
  const said = request.headers['last-event-id'] ?? url.searchParams.get('after') ?? '0';
  const parsed = zSeq.safeParse(Number(said === '' ? '0' : said));
  if (!parsed.success) throw new Failure('bad_message', { message: 'after: must be a whole number, 0 or more.' });
  return parsed.data;
}

/** In accounts mode only administrators see the figures; a scraper sends an API token. */
async function answerMetrics(request: IncomingMessage, response: ServerResponse, { auth, metrics }: HttpDoorDeps): Promise<void> {
  const actor = await auth.authenticate({ cookie: request.headers.cookie, authorization: request.headers.authorization });
  if (actor.kind !== 'user' || actor.role !== 'admin') throw new Failure('forbidden');
  const { content_type, body } = await metrics();
  response.writeHead(200, { 'Content-Type': content_type, 'Cache-Control': 'no-store' }).end(body);
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }).end(`${body}\n`);
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }).end(JSON.stringify(body));
}

function fail(response: ServerResponse, { code, message, hint, retry_after }: Failure): void {
  const { status, message: title } = ERRORS[code];
  const problem: Problem = { type: 'about:blank', title, status, detail: message, code, hint, ...(retry_after === undefined ? {} : { retry_after }) };
  if (retry_after !== undefined) response.setHeader('Retry-After', Math.max(1, Math.ceil(retry_after)));
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  response.writeHead(status, { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' }).end(JSON.stringify(problem));
}
