import path from 'node:path';
import { z } from 'zod';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1', '[::1]']);

const zCount = z.coerce.number().int().min(1);
const zList = z.string().default('').transform((text) => text.split(',').map((item) => item.trim()).filter(Boolean));
const zBaseUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
/** Programs of YouTube's own, as which it can be asked. */
const YOUTUBE_CLIENTS = ['ANDROID', 'IOS', 'MWEB', 'WEB', 'ANDROID_VR', 'VISIONOS', 'TV', 'WEB_EMBEDDED'] as const;
export type YoutubeClientName = (typeof YOUTUBE_CLIENTS)[number];
const zYoutubeClient = z
  .string()
  .transform((text): unknown => {
    const [name, version] = text.split('@');
    return { name, version };
  })
  .pipe(z.object({ name: z.enum(YOUTUBE_CLIENTS, `must be NAME or NAME@VERSION, comma-separated; names: ${YOUTUBE_CLIENTS.join(', ')}`), version: z.string().regex(/^[\w.]+$/, 'has a version that is none').optional() }));

/** `A=` in a shell or a `.env` file means "not set". */
const blankAsUnset = (raw: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined && value !== ''));

const zEnv = z
  .object({
    NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    HOST: z.string().default('127.0.0.1'),
    DATA_DIR: z.string().default('./data').transform((dir) => path.resolve(dir)),
    DATABASE_URL: z.string().regex(/^(file:|postgres(ql)?:\/\/)/, 'must start with file: or postgresql://').optional(),
    REDIS_URL: z.string().regex(/^rediss?:\/\//, 'must start with redis://').optional(),
    ROLE: z.enum(['all', 'web', 'worker']).default('all'),
    CONCURRENCY: zCount.max(64).default(2),
    AUTH_MODE: z.enum(['local', 'accounts']).optional(),
    AUTH_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
    ALLOWED_ORIGINS: zList.pipe(z.array(z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin))),
    FETCH_ALLOW: zList.pipe(z.array(z.string().regex(/^(\[[0-9a-fA-F:.]+\]|[^:\s/[\]]+):\d{1,5}$/, 'must be host:port'))),
    YOUTUBE: z.enum(['on', 'off']).default('on'),
    YOUTUBE_ORIGIN: zBaseUrl.optional(),
    YOUTUBE_CLIENTS: zList.pipe(z.array(zYoutubeClient)),
    LLM_BASE_URL: zBaseUrl.optional(),
    LLM_API_KEY: z.string().optional(),
    LLM_MODEL: z.string().optional(),
    LLM_TIMEOUT: zCount.max(3600).default(300),
    LLM_CHUNK_TOKENS: zCount.min(500).max(100_000).default(3000),
    LLM_MAX_TOKENS: zCount.default(1_000_000),
    LLM_MAX_CALLS: zCount.default(500),
    STT_BASE_URL: zBaseUrl.optional(),
    STT_API_KEY: z.string().optional(),
    STT_MODEL: z.string().optional(),
    STT_MAX_SECONDS: zCount.default(6 * 3600),
    UPLOAD_MAX_BYTES: zCount.default(4 * 1024 ** 3),
    LIMIT_CONNECTIONS: zCount.optional(),
    LIMIT_COMMANDS: zCount.optional(),
    LIMIT_RUNNING: zCount.optional(),
    LIMIT_QUEUED: zCount.optional(),
    LIMIT_UPLOAD_BYTES: zCount.optional(),
    LIMIT_HANDSHAKES: zCount.optional(),
    RECONNECT_RATE: zCount.default(200),
    LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  })
  .transform((env) => {
    const database_url = env.DATABASE_URL ?? `file:${path.join(env.DATA_DIR, 'mindtube.db')}`;
    return {
      ...env,
      DATABASE_URL: database_url,
      DATABASE: database_url.startsWith('file:') ? ('sqlite' as const) : ('postgres' as const),
      AUTH_MODE: env.AUTH_MODE ?? (LOOPBACK.has(env.HOST) ? ('local' as const) : ('accounts' as const)),
    };
  })
  .superRefine((env, ctx) => {
    if (env.DATABASE === 'postgres' && !env.AUTH_SECRET) {
      ctx.addIssue({ code: 'custom', path: ['AUTH_SECRET'], message: 'is required with Postgres, so that every node agrees on it' });
    }
    if (env.AUTH_MODE === 'local' && !LOOPBACK.has(env.HOST)) {
      ctx.addIssue({ code: 'custom', path: ['AUTH_MODE'], message: `local needs a loopback HOST, not ${env.HOST}` });
    }
    for (const service of ['LLM', 'STT'] as const) {
      if (env[`${service}_BASE_URL`] && !env[`${service}_MODEL`]) {
        ctx.addIssue({ code: 'custom', path: [`${service}_MODEL`], message: `is required with ${service}_BASE_URL` });
      }
    }
  });

export type Env = z.output<typeof zEnv>;

/**
 * The environment, checked.
 * @throws Error with one line a wrong variable: its name and what was expected.
 */
export function parseEnv(raw: Record<string, string | undefined>): Env {
  const parsed = zEnv.safeParse(blankAsUnset(raw));
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${String(issue.path[0] ?? 'environment')}: ${issue.message}`).join('\n'));
}
