import type { Answer } from './loopback-server.ts';

/** Who reads without a bound gets so much, and is seen to have taken it. */
const MOST_BYTES = 96 * 1024 * 1024;
export const PIECE = 'a'.repeat(64 * 1024);

export type Endless = {
  answer: Answer;
  /** Bytes that were written so far, those on their way included. */
  sent(): number;
  /** Resolves when a reader has left. */
  left: Promise<void>;
};

/** Sends a body that begins like an answer and goes on and on, as fast as it is read. */
export function endlessAnswer({ status = 200, type = 'application/json', first = '{"text":"', piece = PIECE }: { status?: number; type?: string; first?: string; piece?: string } = {}): Endless {
  let sent = 0;
  const { promise: left, resolve } = Promise.withResolvers<void>();
  return {
    sent: () => sent,
    left,
    answer(request, response) {
      const write = (): void => {
        while (sent < MOST_BYTES) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once('drain', write);
        }
        response.end();
      };
      response.once('close', () => response.writableFinished || resolve());
      request.resume().once('end', () => {
        response.writeHead(status, { 'content-type': type }).write(first);
        write();
      });
    },
  };
}

/** Sends a little now and then, for ever. */
export const trickle: Answer = (request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"text":"');
  const drip = setInterval(() => response.write('a'), 10);
  response.once('close', () => clearInterval(drip));
};
