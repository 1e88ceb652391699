import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** In the request's headers: the nonce that a page's own small scripts carry. */
export const NONCE_HEADER = 'x-nonce';

/**
 * Sets the Content-Security-Policy of an answer. A page has one of its own each time: only scripts run that carry its
 * nonce, so that markup which got in among people's titles and captions would run nothing. Next reads the nonce from
 * the request's policy and sets it on what it writes; a policy that a client sends is overwritten.
 * @param development hot reload evaluates code
 */
export function setContentPolicy(request: IncomingMessage, response: ServerResponse, development: boolean): void {
  const nonce = randomBytes(16).toString('base64url');
  const policy = request.url?.startsWith('/api/') ? FOR_DATA : forPages(nonce, development);
  request.headers['content-security-policy'] = policy;
  request.headers[NONCE_HEADER] = nonce;
  response.setHeader('Content-Security-Policy', policy);
}

/** What a browser may be shown by itself (an export, a drawing) is read and nothing else: nothing runs, nothing is fetched. */
const FOR_DATA = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Videos, posters and captions come from any host that a person names; code and sockets only from here. */
function forPages(nonce: string, development: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob: http: https:",
    "media-src 'self' blob: http: https:",
    "font-src 'self'",
    "connect-src 'self'",
    'frame-src https://www.youtube-nocookie.com https://player.vimeo.com',
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
