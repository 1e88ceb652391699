import { existsSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { createMeter } from '#lib/analysis/model/meter.ts';
import { createClient } from '#lib/db/client.ts';
import { modelOf } from '#lib/language-model.ts';
import { systemClock } from '#lib/platform/clock.ts';
import type { Env } from '#lib/platform/env.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { createServicePost } from '#lib/speech/service-post.ts';
import { createHear } from '#lib/speech/transcription-call.ts';
import type { Check } from './check.ts';
import { oneSecondOfSilence } from './silence.ts';

const ROOMY_BYTES = 1024 ** 3;

/** What belongs to the server itself, and the services that the operator set up for it. */
export function ownChecks(env: Env): Check[] {
  return [
    { name: 'Disk', about: 'own', run: () => checkDisk(env) },
    { name: 'Database', about: 'own', run: () => checkDatabase(env) },
    { name: 'Redis', about: 'own', run: (signal) => checkRedis(env, signal) },
    { name: 'Language model', about: 'own', run: (signal) => checkModel(env, signal) },
    { name: 'Speech recognition', about: 'own', run: (signal) => checkSpeech(env, signal) },
  ];
}

/** The folder, or the nearest one above it that is there. */
async function checkDisk({ DATA_DIR }: Env): Promise<string> {
  let there = DATA_DIR;
  while (!existsSync(there)) there = path.dirname(there);
  await access(there, constants.W_OK).catch(() => {
    throw new Error(`${there} cannot be written to; make it writable, or set DATA_DIR to a folder that is.`);
  });
  const { bavail, bsize } = await statfs(there);
  const free = bavail * bsize;
  if (free < ROOMY_BYTES) throw new Error(`only ${gigabytes(free)} free in ${there}; uploads and kept answers need more.`);
  return `${gigabytes(free)} free in ${there}`;
}

const gigabytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GB`;

/** Looked at as it is: the first start makes it, and every start brings it up to date. */
async function checkDatabase({ DATABASE, DATABASE_URL }: Env): Promise<string> {
  if (DATABASE === 'sqlite' && !existsSync(DATABASE_URL.slice('file:'.length))) return 'not made yet; the first start makes it';
  const db = createClient(DATABASE_URL);
  try {
    return `${DATABASE === 'sqlite' ? 'SQLite' : 'Postgres'} answers, with ${await db.task.count()} tasks`;
  } catch (error) {
    throw new Error(`cannot be read (${lastLine(error)}). Check DATABASE_URL; “npm start” brings an old one up to date.`, { cause: error });
  } finally {
    await db.$disconnect();
  }
}

async function checkRedis({ REDIS_URL }: Env, signal: AbortSignal): Promise<string | { off: string }> {
  if (REDIS_URL === undefined) return { off: 'not set up; one machine needs none (REDIS_URL)' };
  const { hostname, port } = new URL(REDIS_URL);
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 6379), signal }, () => resolve(void socket.destroy()));
    socket.once('error', (error) => reject(new Error(`${hostname} cannot be reached (${error.message}); check REDIS_URL.`)));
  });
  return `${hostname} can be reached`;
}

async function checkModel(env: Env, signal: AbortSignal): Promise<string | { off: string }> {
  const model = modelOf(env);
  if (model === null) return { off: 'not set up; results are made without one (LLM_BASE_URL, LLM_MODEL)' };
  const began = performance.now();
  const instructions = 'Answer with JSON: {"ready": true}';
  try {
    await model.json({ instructions, prompt: 'Are you ready?', signal, meter: createMeter({ tokens: env.LLM_MAX_TOKENS, calls: env.LLM_MAX_CALLS }), schema: z.object({ ready: z.boolean() }) });
  } catch (error) {
    throw new Failure('model_failed', { message: error instanceof Error ? error.message : String(error), hint: 'Check LLM_BASE_URL, LLM_MODEL and LLM_API_KEY.' });
  }
  return `${model.model} answers in JSON, after ${seconds(began)}`;
}

async function checkSpeech({ STT_BASE_URL, STT_MODEL, STT_API_KEY }: Env, signal: AbortSignal): Promise<string | { off: string }> {
  if (!STT_BASE_URL || !STT_MODEL) return { off: 'not set up; videos without captions need it (STT_BASE_URL, STT_MODEL)' };
  const began = performance.now();
  const hear = createHear({ base_url: STT_BASE_URL, api_key: STT_API_KEY ?? null, model: STT_MODEL, fetch: createServicePost(), clock: systemClock });
  const slice = { index: 0, start: 0, end: 1, sound: new Blob([oneSecondOfSilence()]), filename: 'silence.wav', content_type: 'audio/wav', halves: async () => [], discard: async () => {} };
  await hear(slice, null, signal).catch((error: unknown) => {
    if (error instanceof Failure) throw error;
    throw new Failure('speech_failed', { message: `The speech service cannot be reached (${lastLine(error)}).`, hint: 'Check STT_BASE_URL, and that the service runs.' });
  });
  return `${STT_MODEL} answers, after ${seconds(began)}`;
}

const seconds = (began: number) => `${((performance.now() - began) / 1000).toFixed(1)} s`;

function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').findLast((line) => line.trim() !== '')?.trim() ?? 'no reason given';
}
