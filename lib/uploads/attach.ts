import type { UserActor } from '#lib/auth/actor.ts';
import type { Transcript } from '#lib/protocol/result.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import type { Files } from './files.ts';
import type { Uploads, WholeUpload } from './uploads.ts';

export type AttachDeps = {
  uploads: Uploads;
  files: Files;
  /** The task, for its owner. */
  task(actor: UserActor, id: string): Promise<TaskView>;
  /** @param seconds how long the recording is, where that is known */
  transcriptOf(text: string, seconds: number | null): Promise<Transcript>;
  attachTranscript(actor: UserActor, id: string, transcript: Transcript): Promise<TaskView>;
  attachMedia(actor: UserActor, id: string, file: WholeUpload): Promise<TaskView>;
};

/** A failed task goes on with a file of its owner's: what it says, or what is heard in it. */
export async function attachUpload(deps: AttachDeps, actor: UserActor, { id, upload_id }: { id: string; upload_id: string }): Promise<TaskView> {
  const file = await deps.uploads.whole(actor, upload_id);
  if (file.kind === 'media') return deps.attachMedia(actor, id, file);
  const { video } = await deps.task(actor, id);
  const view = await deps.attachTranscript(actor, id, await deps.transcriptOf(await deps.files.text(upload_id), video?.duration ?? null));
  // Its words stand in the task now.
  await deps.uploads.release(upload_id);
  return view;
}
