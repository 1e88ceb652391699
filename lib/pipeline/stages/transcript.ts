import type { WorkContext } from '#lib/platform/work-context.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { transcriptRef, zTranscript, type TrackInfo, type Transcript } from '#lib/protocol/result.ts';
import { uploadIdOf } from '#lib/protocol/uploads.ts';
import type { CaptionTrack, Resolved, Source } from '#lib/sources/source.ts';
import type { Transcriber } from '#lib/speech/transcriber.ts';
import type { Job } from '#lib/tasks/job.ts';
import type { Stage } from '../stage.ts';

type Deps = { sources: { byName(name: string): Source }; transcriber: Transcriber | null; job: Job; resolved: Resolved };

/** Captions first, else speech where it is configured. */
export function transcriptStage(deps: Deps): Stage<Transcript> {
  return {
    name: 'transcript',
    opening: 'Fetching the captions',
    schema: zTranscript,
    run: (context) => transcribe(deps, context),
    part: (output) => ({ transcript_ref: transcriptRef(output, `/api/v1/tasks/${deps.job.task_id}/result?format=json`), omitted: ['transcript'] }),
  };
}

async function transcribe(deps: Deps, context: WorkContext): Promise<Transcript> {
  try {
    return await fromCaptions(deps, context);
  } catch (thrown) {
    const failure = asFailure(thrown);
    const without = failure.code === 'captions_missing' || failure.code === 'captions_gated';
    if (!without || context.signal.aborted) throw thrown;
    return fromSpeech(deps, context, failure);
  }
}

async function fromCaptions({ sources, job, resolved }: Deps, context: WorkContext): Promise<Transcript> {
  const { track, language, cues, origin, times, note } = await sources.byName(resolved.source).captions(resolved, job.options, context);
  if (cues.length === 0) throw new Failure('captions_missing');
  const others = resolved.tracks.filter((other, index) => !isSame(other, track) && resolved.tracks.findIndex((same) => isSame(same, other)) === index).map(trackInfo);
  return {
    language, origin: origin ?? (track.kind === 'manual' ? 'captions' : 'auto_captions'), ...(times && { times }),
    ...(origin === undefined && { track: { ...trackInfo(track), language } }), ...(others.length > 0 && { other_tracks: others }), ...(note !== undefined && { note }), cues,
  };
}

function trackInfo({ language, kind, label }: CaptionTrack): TrackInfo {
  return { language, kind, label };
}

/** Where one track is offered in several formats, a person has one to choose. */
function isSame(one: CaptionTrack, other: CaptionTrack): boolean {
  return one.language === other.language && one.kind === other.kind && one.label === other.label;
}

async function fromSpeech({ transcriber, job, resolved }: Deps, context: WorkContext, missing: Failure): Promise<Transcript> {
  const audio_url = soundOf(resolved);
  if (transcriber === null || audio_url === null) {
    throw new Failure(missing.code, { message: missing.message, retryable: missing.retryable, hint: waysOut(transcriber !== null), cause: missing });
  }
  const { language, cues } = await transcriber.transcribe(audio_url, job.options.language ?? null, context);
  if (cues.length === 0) throw new Failure('speech_failed', { message: 'Nothing was said in it, as far as speech recognition heard.', retryable: false });
  return { language, origin: 'speech', cues };
}

/** An address found elsewhere that names a person's own file is nobody's to listen to. */
function soundOf({ source, audio_url }: Resolved): string | null {
  return audio_url !== null && (source === 'upload' || uploadIdOf(audio_url) === null) ? audio_url : null;
}

function waysOut(configured: boolean): string {
  return configured
    ? 'Speech recognition is configured, but there is no sound to fetch at this link. Upload a transcript (SRT or VTT) to this task.'
    : 'Speech recognition is not configured here: set STT_BASE_URL, or upload a transcript (SRT or VTT) to this task.';
}
