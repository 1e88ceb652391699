import path from 'node:path';
import type { Actor, UserActor } from '#lib/auth/actor.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { Transcript } from '#lib/protocol/result.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { limitOf } from '#lib/limits.ts';
import type { Resources } from '#lib/resources.ts';
import type { Sources } from '#lib/sources/registry.ts';
import { zResolved } from '#lib/sources/source.ts';
import { transcriptOfText } from '#lib/sources/upload.ts';
import type { TaskService } from '#lib/tasks/task-service.ts';
import { attachUpload } from '#lib/uploads/attach.ts';
import { createFiles, type Files } from '#lib/uploads/files.ts';
import { openUpload } from '#lib/uploads/open.ts';
import { createStorage, type Storage } from '#lib/uploads/storage.ts';
import { createUploads, type Uploads, type WholeUpload } from '#lib/uploads/uploads.ts';

/** Files that people send, as pages, routes and the pipeline use them. */
export type UploadServices = {
  uploads: Uploads;
  files: Files;
  storage: Storage;
};

export type UploadCalls = {
  /** A failed task goes on with a file of its owner's. */
  attachUpload(actor: UserActor, task_id: string, upload_id: string): Promise<TaskView>;
  /** The file itself, or the part of it that `range` names, for those who may see it. */
  openUpload(actor: Actor, id: string, range: string | null): Promise<Response>;
};

const OWNER_BYTES = 20 * 1024 ** 3;
const UNFINISHED = 10;

export function createUploadServices({ env, db }: Resources, clock: Clock): UploadServices {
  const storage = createStorage(path.join(env.DATA_DIR, 'uploads'));
  const limits = { max_bytes: env.UPLOAD_MAX_BYTES, owner_bytes: limitOf(env, env.LIMIT_UPLOAD_BYTES, OWNER_BYTES), unfinished: limitOf(env, undefined, UNFINISHED) };
  return { storage, files: createFiles({ db, storage }), uploads: createUploads({ db, clock, storage, limits }) };
}

/** @param deps with what tasks and sources do for a file that is given to a task */
export function createUploadCalls(own: UploadServices, { tasks, sources }: { tasks: TaskService; sources: Sources }): UploadCalls {
  const attachMedia = async (actor: UserActor, id: string, file: WholeUpload) => {
    const url = new URL(file.url);
    const found = await sources.sourceFor(url).resolve(url, {}, { signal: AbortSignal.timeout(LOOK_MS), progress: () => undefined });
    return tasks.attachFile(actor, id, { upload_id: file.id, resolved: (earlier) => withFile(earlier, found) });
  };
  const deps = { ...own, task: tasks.view, transcriptOf, attachTranscript: tasks.attachTranscript, attachMedia };
  return {
    attachUpload: (actor, id, upload_id) => attachUpload(deps, actor, { id, upload_id }),
    openUpload: (actor, id, range) => openUpload(own, actor, { id, range }),
  };
}

/** A look into a file on our own disk. Milliseconds. */
const LOOK_MS = 30_000;

/** What the site said of the video stays; where its words are to be had is the file. */
function withFile(earlier: unknown, found: ReturnType<typeof zResolved.parse>) {
  const known = zResolved.safeParse(earlier);
  if (!known.success) return found;
  const { video } = known.data;
  const played = { ...video, kind: video.kind === 'captions' ? found.video.kind : video.kind, duration: video.duration ?? found.video.duration, media_url: video.media_url ?? found.video.media_url };
  return { ...known.data, video: played, source: found.source, tracks: found.tracks, audio_url: found.audio_url };
}

async function transcriptOf(text: string, seconds: number | null): Promise<Transcript> {
  const { language, cues, times } = await transcriptOfText(text, { seconds });
  return { language, origin: 'upload', cues, ...(times && { times }) };
}
