import { v7 as uuid } from 'uuid';
import type { UserActor } from '#lib/auth/actor.ts';
import type { Db } from '#lib/db/client.ts';
import type { MilestoneDraft } from '#lib/protocol/events.ts';
import type { Transcript, Video } from '#lib/protocol/result.ts';
import { STAGES, stageIndex, type StageName } from '#lib/protocol/stages.ts';
import type { Job, JobPort, RunJob } from '#lib/tasks/job.ts';

/** A member with a row of their own. */
export async function makeUser(db: Db, email = `${uuid()}@example.org`): Promise<UserActor> {
  const id = uuid();
  await db.user.create({ data: { id, email, role: 'member', created_at: new Date() } });
  return { kind: 'user', identity: `user:${id}`, user_id: id, role: 'member', via: 'session', credential_id: null, expires_at: null };
}

export const video: Video = {
  kind: 'media', title: 'On Small Houses', author: 'Ada Example', duration: 60, thumbnail_url: null,
  page_url: 'https://example.org/v', media_url: 'https://example.org/v.mp4', start_at: 0,
};

export const transcript: Transcript = {
  language: 'en', origin: 'captions',
  cues: [{ start: 0, end: 2, text: 'Every house begins with a hearth.' }, { start: 2, end: 5, text: 'Snow makes the roof steep.' }],
};

const analyst = { engine: 'extractive' as const };

/** A plausible output of each stage, in the shape in which the pipeline stores it. */
export const outputs: Record<StageName, unknown> = {
  resolve: { source: 'media', video, author_chapters: [], tracks: [], audio_url: null, notices: [] },
  transcript,
  chapters: { chapters: [{ title: 'Hearth', start: 0, end: 5, origin: 'detected' }], analyst },
  summary: { summary: { short: 'Houses answer the weather.', paragraphs: [] }, coverage: { ratio: 1, chunks: 1 }, analyst },
  key_ideas: { key_ideas: [{ title: 'Roofs', text: 'Snow makes the roof steep.', start: 2, end: 5, score: 1 }], key_phrases: [], analyst },
  mind_map: { mind_map: { title: 'Houses', start: 0, children: [] } },
  save: {},
};

export function startedDraft(stage: StageName): MilestoneDraft {
  return { type: 'stage_started', stage, stage_index: stageIndex(stage), stage_count: STAGES.length };
}

export function completedDraft(stage: StageName): MilestoneDraft {
  const result = stage === 'resolve' ? { video } : stage === 'transcript' ? { transcript } : {};
  return { type: 'stage_completed', stage, result, elapsed_time: 0.1 };
}

/** Called as a stage begins to run; what it throws, the stage throws. */
export type OnStage = (stage: StageName, job: Job, port: JobPort) => void | Promise<void>;

/** The shape of the pipeline and nothing else: each stage loads or makes its output, stores it and tells it. */
export function scriptedRun(onStage: OnStage = () => {}): RunJob {
  return async (job, port) => {
    for (const stage of STAGES) {
      port.signal.throwIfAborted();
      const stored = await port.load(stage);
      if (stored !== undefined && job.finished.includes(stage)) continue;
      await port.emit(startedDraft(stage));
      if (stored === undefined) {
        port.tick({ type: 'progress_update', stage, progress: 0.5, overall: (stageIndex(stage) + 0.5) / STAGES.length, message: 'half', elapsed_time: 0 });
        await onStage(stage, job, port);
        await port.save(stage, outputs[stage]);
      }
      await port.emit(completedDraft(stage));
    }
  };
}

/** Rejects with the reason once the signal is aborted, as a well-behaved call does. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
