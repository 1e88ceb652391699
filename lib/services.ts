import path from 'node:path';
import { createAsking, type Asking } from '#lib/ask/asking.ts';
import { createAccounts, type Accounts } from '#lib/auth/accounts.ts';
import type { Actor, UserActor } from '#lib/auth/actor.ts';
import { createAuthenticator, type Authenticator } from '#lib/auth/authenticate.ts';
import { createAuthHandler, type AuthCall } from '#lib/auth/next-auth.ts';
import { createSessions } from '#lib/auth/sessions.ts';
import { createShares, type Shares } from '#lib/auth/shares.ts';
import { readCaptions } from '#lib/captions/parse-captions.ts';
import { modelOf } from '#lib/language-model.ts';
import { CacheStore } from '#lib/net/cache-store.ts';
import { createCachedFetch } from '#lib/net/cached-fetch.ts';
import { createGuardedFetch, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { systemClock, type Clock } from '#lib/platform/clock.ts';
import type { Env } from '#lib/platform/env.ts';
import { rateLimiter } from '#lib/platform/rate-limit.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { Transcript } from '#lib/protocol/result.ts';
import { resources, type Resources } from '#lib/resources.ts';
import { createSources, type Sources } from '#lib/sources/registry.ts';
import { createTaskService, type TaskService } from '#lib/tasks/task-service.ts';
import { uploadIdOf } from '#lib/protocol/uploads.ts';
import { limitOf } from '#lib/limits.ts';
import { createUploadCalls, createUploadServices, type UploadCalls, type UploadServices } from '#lib/upload-services.ts';

/** Everything that pages, routes and the long-lived parts call. It holds no state of its own (law 3). */
export type Services = Resources & UploadServices & UploadCalls & {
  clock: Clock;
  auth: Authenticator;
  accounts: Accounts;
  shares: Shares;
  sources: Sources;
  tasks: TaskService;
  asking: Asking;
  /** Sign-in and out: everything under `/api/auth`. */
  signIn(call: AuthCall): Promise<Response>;
  /** Counts a call against its identity's limit (rule L1). @throws Failure `rate_limited` */
  charge(actor: Actor, kind: 'change' | 'call'): void;
  /** An uploaded captions file. @throws Failure `not_media` where it is none. */
  readTranscript(text: string): Promise<Transcript>;
};

const MINUTE = 60_000;
const CHANGES_A_MINUTE = 60;
const QUEUED = 100;
/** For each call that changes something, ten that only look. */
const CALLS_PER_CHANGE = 10;

let made: { from: Resources; services: Services } | undefined;

/** The services over this process's resources. @throws Error before those are opened. */
export function services(): Services {
  const from = resources();
  if (made?.from !== from) made = { from, services: createServices(from) };
  return made.services;
}

export function createServices(from: Resources): Services {
  const { env, db, bell, auth_secret: secret } = from;
  const clock = systemClock;
  const revoked = (credential_id: string) => bell.ring({ kind: 'revoked', credential_id });
  const uploading = createUploadServices(from, clock);
  const { uploads, files } = uploading;
  const sources = createSources({ fetch: keptFetch(env), uploads: files, env });
  const accounts = createAccounts({ db, clock, limiter: rateLimiter() });
  const limits = { queued: limitOf(env, env.LIMIT_QUEUED, QUEUED) };
  const vetUrl = async (actor: UserActor, text: string) => {
    const url = sources.vet(text);
    const upload_id = uploadIdOf(url);
    return upload_id === null ? { url, upload_id } : { url: (await uploads.whole(actor, upload_id)).url, upload_id };
  };
  const tasks = createTaskService({ db, bell, clock, vetUrl, releaseUpload: uploads.release, limits });
  return {
    ...from,
    ...uploading,
    ...createUploadCalls(uploading, { tasks, sources }),
    clock,
    sources,
    accounts,
    auth: createAuthenticator({ db, mode: env.AUTH_MODE, secret, clock }),
    shares: createShares({ db, clock, revoked }),
    tasks,
    asking: createAsking({ model: modelOf(env), tokens: env.LLM_CHUNK_TOKENS }),
    signIn: createAuthHandler({ accounts, sessions: createSessions({ db, clock, revoked }), secret }),
    charge: (actor, kind) => charge(env, actor, kind),
    readTranscript,
  };
}

/** Captions and the like on disk, all of them together. */
const KEPT_BYTES = 200_000_000;

function keptFetch(env: Env): GuardedFetch {
  return createCachedFetch(createGuardedFetch({ allow: env.FETCH_ALLOW }), new CacheStore(path.join(env.DATA_DIR, 'fetched'), KEPT_BYTES));
}

function charge(env: Env, actor: Actor, kind: 'change' | 'call'): void {
  const changes = limitOf(env, env.LIMIT_COMMANDS, CHANGES_A_MINUTE);
  if (changes === null) return;
  const charged = kind === 'change'
    ? rateLimiter().charge(`changes:${actor.identity}`, changes, MINUTE)
    : rateLimiter().charge(`calls:${actor.identity}`, changes * CALLS_PER_CHANGE, MINUTE);
  if (!charged.ok) throw new Failure('rate_limited', { retry_after: charged.retry_after });
}

async function readTranscript(text: string): Promise<Transcript> {
  const parsed = await readCaptions(text);
  if (!parsed || parsed.cues.length === 0) {
    throw new Failure('not_media', { message: 'That is no transcript with times.', hint: 'Send the text of an SRT or WebVTT file.' });
  }
  return { language: parsed.language ?? 'und', origin: 'upload', cues: parsed.cues };
}
