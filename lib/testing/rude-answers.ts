import type { ServerResponse } from 'node:http';
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Answer } from './loopback-server.ts';

const BLANKS = Buffer.alloc(64 * 1024 * 1024);
const BOMB = gzipSync(BLANKS);
/** Quickly, since a test waits. */
const brotli = () => brotliCompressSync(BLANKS, { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } });
const BOMBS = { br: () => brotli(), zstd: () => zstdCompressSync(BLANKS), 'gzip, gzip': () => gzipSync(BOMB), 'br, gzip': () => gzipSync(brotli()) };
const packed = new Map<string, Buffer>();

/** Packed when first asked for. */
function bomb(coding: keyof typeof BOMBS): Answer {
  return (_request, response) => {
    const bytes = packed.get(coding) ?? BOMBS[coding]();
    packed.set(coding, bytes);
    response.writeHead(200, { 'content-encoding': coding }).end(bytes);
  };
}

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
  '/bomb-brotli': bomb('br'),
  '/bomb-zstd': bomb('zstd'),
  '/bomb-nested': bomb('gzip, gzip'),
  '/bomb-mixed': bomb('br, gzip'),
  '/many-codings': (_request, response) => void response.writeHead(200, { 'content-encoding': Array(20).fill('gzip').join(', ') }).end(BOMB),
  '/not-gzip': (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain after all'),
  '/slow-head': (request) => {
    request.socket.write('HTTP/1.1 200 OK\r\n');
    const drip = setInterval(() => request.socket.write('X-A: b\r\n'), 20);
    request.socket.on('close', () => clearInterval(drip));
  },
  '/long-head': (_request, response) => void response.writeHead(200, { 'x-long': 'a'.repeat(1_000_000) }).end(),
  '/picture': (_request, response) => void response.writeHead(200, { 'content-type': 'image/png' }).end('not what was asked for'),
  '/refresh': (_request, response) => void response.writeHead(200, { 'content-type': 'text/html', refresh: '0;url=http://127.0.0.1:1/' }).end('<meta http-equiv="refresh" content="0;url=http://127.0.0.1:1/">'),
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
  if (kind === 'to') return void response.writeHead(Number(number ?? 302), { location: Buffer.from(decodeURIComponent(search.slice(1))).toString('latin1') }).end();
  if (kind === 'status') return void response.writeHead(Number(number), { 'retry-after': '7' }).end();
  const rude = RUDE[pathname];
  if (rude) return rude(request, response);
  response.end(JSON.stringify({ method: request.method, headers: request.headers }));
};
