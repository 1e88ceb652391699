import { Failure } from '#lib/protocol/errors.ts';
import { duration } from '#lib/protocol/moment.ts';
import { openSound, SLICE_LIMITS, type AudioSlice, type OpenSound, type SliceLimits } from './audio-slices.ts';
import { stitch, type HeardSlice } from './stitch.ts';
import type { SpeechContext, Transcriber } from './transcriber.ts';
import { createHear, type Hear, type SpeechService } from './transcription-call.ts';
import { zHeard, type Heard } from './heard.ts';

export type TranscriberDeps = SpeechService & {
  /** How a recording is read: the guarded fetch, or the disk. */
  media_fetch(audio_url: string): typeof fetch;
  limits?: SliceLimits;
  /** The longest recording that is listened to; longer ones are `too_long`. */
  max_seconds: number;
  /** Slices that are with the service at once. */
  parallel?: number;
};

type HeardPart = HeardSlice & { language: string | null };
type Work = { deps: TranscriberDeps; hear: Hear; audio_url: string; language: string | null; context: SpeechContext };

/** Any OpenAI-compatible `/v1/audio/transcriptions`: the sound alone is sent, in slices, as it was encoded. */
export function createOpenAiTranscriber(deps: TranscriberDeps): Transcriber {
  const hear = createHear(deps);
  return {
    async transcribe(audio_url, language, context) {
      const sound = await openSound(audio_url, deps.media_fetch(audio_url));
      const close = () => sound.close();
      context.signal.addEventListener('abort', close, { once: true });
      try {
        if ((sound.duration ?? 0) > deps.max_seconds) throw tooLong(deps.max_seconds);
        const parts = await hearAll(sound, { deps, hear, audio_url, language: language?.split('-')[0] ?? null, context });
        return { language: language ?? mostCommon(parts), cues: stitch(parts) };
      } catch (thrown) {
        throw context.signal.aborted ? new Failure('cancelled', { cause: thrown }) : thrown;
      } finally {
        context.signal.removeEventListener('abort', close);
        close();
      }
    },
  };
}

function tooLong(seconds: number): Failure {
  return new Failure('too_long', { message: `The recording is longer than the ${duration(seconds)} that speech recognition is given here.`, hint: 'Upload its transcript, or a shorter part of it; the operator can raise STT_MAX_SECONDS.' });
}

/** A few slices at a time; the first failure stops the others. */
async function hearAll(sound: OpenSound, work: Work): Promise<HeardPart[]> {
  const { deps, context } = work;
  const limits = deps.limits ?? SLICE_LIMITS;
  const slices = sound.slices(limits);
  const halt = new AbortController();
  const signal = AbortSignal.any([context.signal, halt.signal]);
  const parts: HeardPart[] = [];
  const progress = countSlices(sound.duration, limits, context);
  const worker = async () => {
    for (let next = await slices.next(); !next.done && !signal.aborted; next = await slices.next()) {
      parts[next.value.index] = await hearOne(next.value, work, signal);
      progress(parts);
    }
  };
  const workers = Array.from({ length: deps.parallel ?? 3 }, () => worker().catch((thrown: unknown) => {
    halt.abort(thrown);
    throw thrown;
  }));
  await Promise.allSettled(workers);
  if (context.signal.aborted) throw new Failure('cancelled', { cause: context.signal.reason });
  // What stopped the others, not what they said when they were stopped.
  halt.signal.throwIfAborted();
  return parts;
}

async function hearOne(slice: AudioSlice, { deps, hear, audio_url, language, context }: Work, signal: AbortSignal): Promise<HeardPart> {
  // A file that does not say how long it is.
  if (slice.end > deps.max_seconds) throw tooLong(deps.max_seconds);
  const key = [audio_url, deps.base_url, deps.model, language, slice.start, slice.end];
  const kept = zHeard.safeParse(await context.parts.load(key));
  const heard: Heard = kept.success ? kept.data : await hear(slice, language, signal);
  if (!kept.success) await context.parts.save(key, heard);
  return { start: slice.start, end: slice.end, ...heard };
}

/** Tells how many slices are done of the number that the recording's length lets expect. */
function countSlices(duration: number | null, { seconds, overlap }: SliceLimits, context: SpeechContext): (parts: HeardPart[]) => void {
  const byLength = duration === null ? 1 : Math.max(1, Math.ceil((duration - overlap) / (seconds - overlap)));
  const length = duration === null ? '' : ` About ${Math.max(1, Math.round(duration / 60))} min of sound.`;
  context.progress(0, byLength, `Sending the sound to speech recognition.${length}`);
  return (parts) => {
    const done = Object.keys(parts).length;
    const heardSeconds = parts.reduce((sum, part) => sum + (part.end - part.start - overlap), 0);
    // Where slices are cut by size, they are shorter than planned, so more will come.
    const expected = duration === null ? done + 1 : Math.max(done, Math.round((done * duration) / Math.max(heardSeconds, 1)));
    context.progress(duration === null ? 0 : Math.min(heardSeconds, duration), duration ?? 1, `Heard ${done} of about ${expected} slices`);
  };
}

function mostCommon(parts: readonly HeardPart[]): string {
  const counts = Map.groupBy(parts.flatMap(({ language }) => language ?? []), (language) => language);
  return [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? 'und';
}
