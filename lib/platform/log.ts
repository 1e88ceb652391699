import pino from 'pino';
import { remember } from './remember.ts';

export type Log = pino.Logger;

/** JSON lines on standard error; standard output is for what a person asked for. */
export const log: Log = remember('log', () =>
  pino({ level: process.env.LOG_LEVEL ?? 'info', redact: ['token', 'password', '*.token', '*.password', 'headers.authorization', 'headers.cookie'] }, pino.destination(2)),
);
