import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Actor } from '#lib/auth/actor.ts';
import type { Authenticator } from '#lib/auth/authenticate.ts';
import { asksAs } from './asks-as.ts';

export type MediaDeps = {
  auth: Pick<Authenticator, 'authenticate'>;
  charge(actor: Actor, kind: 'change' | 'call'): void;
  /** A person's file, or the part of it that `range` names. @throws Failure `not_found`, `conflict` */
  media(actor: Actor, id: string, range: string | null): Promise<Response>;
};

/** The file of whose bytes a path is the address; undefined where it is another's. */
export function mediaIdOf(pathname: string): string | undefined {
  return /^\/api\/v1\/uploads\/([^/]+)\/media$/.exec(pathname)?.[1];
}

/** Players seek by lengths, and Next lets none through (`Content-Length`), so films are answered here. */
export async function answerMedia(request: IncomingMessage, response: ServerResponse, { id, url, deps }: { id: string; url: URL; deps: MediaDeps }): Promise<void> {
  const actor = await deps.auth.authenticate(asksAs(request, url.searchParams));
  deps.charge(actor, 'call');
  const { status, headers, body } = await deps.media(actor, id, request.headers.range ?? null);
  response.writeHead(status, Object.fromEntries(headers));
  // A body that nobody takes has opened nothing yet.
  if (body === null || request.method === 'HEAD') return void response.end();
  await pipeline(Readable.fromWeb(body as ReadableStream<Uint8Array>), response).catch((error: unknown) => {
    // Who seeks leaves in the middle of what was asked before.
    if (!isLeft(error)) throw error;
  });
}

function isLeft(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
