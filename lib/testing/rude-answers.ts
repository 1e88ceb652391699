import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Answer } from './loopback-server.ts';

const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024));

/** Writes while the reader takes it; ends with the connection. */
function pourFor(response: ServerResponse, chunk: Buffer): void {
  const pour = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', pour);
  pour();
}

/** How servers misbehave, by path. */
const RUDE: Record<string, Answer> = {
  '/endless': (_request, response) => pourFor(response.writeHead(200, { 'content-type': 'text/html' }), Buffer.alloc(65_536, 32)),
  '/bomb': (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': BOMB.length }).end(BOMB),
  '/bomb-unsized': (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB),
  '/large': (_request, response) => void response.writeHead(200, { 'content-length': 1e12 }).write('x'),
  '/lie': (_request, response) => {
    response.writeHead(200, { 'content-length': 1000 });
    response.write('too short', () => response.socket?.end());
  },
  '/half': (_request, response) => {
    response.writeHead(200);
    response.write('half of', () => response.socket?.resetAndDestroy());
  },
  '/reset': (request) => void request.socket.resetAndDestroy(),
  '/silent': () => undefined,
  '/drip': (_request, response) => {
    response.writeHead(200).write('.');
    const drip = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(drip));
  },
  '/loop': (_request, response) => void response.writeHead(302, { location: '/loop' }).end(),
  '/not-http': (request) => void request.socket.end('hello, I am a mail server\r\n\r\n'),
};

/** Answers `/status/N` with that status, `/to?URL` with a redirect (`/to/307?URL` of that kind) and misbehaves elsewhere. */
export const rudeAnswer: Answer = (request, response) => {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const [, kind, number] = /^\/(status|to)(?:\/(\d+))?$/.exec(pathname) ?? [];
  if (kind === 'to') return void response.writeHead(Number(number ?? 302), { location: decodeURIComponent(search.slice(1)) }).end();
  if (kind === 'status') return void response.writeHead(Number(number), { 'retry-after': '7' }).end();
  const rude = RUDE[pathname];
  if (rude) return rude(request, response);
  response.end(JSON.stringify({ method: request.method, headers: request.headers }));
};
