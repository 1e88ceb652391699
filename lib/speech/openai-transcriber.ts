import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { duration } from '#lib/protocol/moment.ts';
import type { Cue } from '#lib/protocol/result.ts';
import type { AudioSlice } from './audio-slice.ts';
import { openSound, SLICE_LIMITS, type OpenSound } from './audio-slices.ts';
import type { SliceLimits } from './cutting.ts';
import { stitch, type HeardSlice } from './stitch.ts';
import type { SpeechContext, Transcriber } from './transcriber.ts';
import { createHear, SliceTooLarge, type Hear, type SpeechService } from './transcription-call.ts';
import { zHeard, type Heard } from './heard.ts';

export type TranscriberDeps = SpeechService & {
  /** How a recording is read: the guarded fetch, or the disk. */
  media_fetch(audio_url: string): GuardedFetch;
  limits?: SliceLimits;
  /** The longest recording that is listened to; longer ones are `too_long`. */
  max_seconds: number;
  /** Slices that are with the service at once. */
  parallel?: number;
};

type HeardPart = HeardSlice & { language: string | null };
type Work = {
  deps: TranscriberDeps;
  limits: SliceLimits;
  hear: Hear;
  audio_url: string;
  language: string | null;
  context: SpeechContext;
  /** Bytes of the smallest slice that the service has found too large. */
  refused_bytes: number;
};

/** A slice that is shorter is not halved again. Seconds. */
const SHORTEST = 10;

/** Any OpenAI-compatible `/v1/audio/transcriptions`: the sound alone is sent, in slices, as it was encoded. */
export function createOpenAiTranscriber(deps: TranscriberDeps): Transcriber {
  const hear = createHear(deps);
  return {
    async transcribe(audio_url, language, context) {
      try {
        return await transcribe(audio_url, language, { deps, hear, context });
      } catch (thrown) {
        throw context.signal.aborted ? new Failure('cancelled', { cause: thrown }) : thrown;
      }
    },
  };
}

async function transcribe(audio_url: string, language: string | null, { deps, hear, context }: Pick<Work, 'deps' | 'hear' | 'context'>): Promise<{ language: string; cues: Cue[] }> {
  // What a service refuses is told at once: a site that has stopped sending would keep it back for an hour.
  const halt = new AbortController();
  const sound = await openSound(audio_url, deps.media_fetch(audio_url), AbortSignal.any([context.signal, halt.signal]));
  try {
    if ((sound.duration ?? 0) > deps.max_seconds) throw tooLong(deps.max_seconds);
    const parts = await hearAll(sound, halt, { deps, hear, audio_url, context, limits: deps.limits ?? SLICE_LIMITS, language: language?.split('-')[0] ?? null, refused_bytes: Infinity });
    return { language: language ?? mostCommon(parts) ?? 'und', cues: stitch(parts) };
  } finally {
    await sound.close();
  }
}

function tooLong(seconds: number): Failure {
  return new Failure('too_long', { message: `The recording is longer than the ${duration(seconds)} that speech recognition is given here.`, hint: 'Upload its transcript, or a shorter part of it; the operator can raise STT_MAX_SECONDS.' });
}

/** A few slices at a time; the first failure stops the others. @param halt ends the reading too */
async function hearAll(sound: OpenSound, halt: AbortController, work: Work): Promise<HeardPart[]> {
  const { deps, limits, context } = work;
  const slices = sound.slices(limits);
  const signal = AbortSignal.any([context.signal, halt.signal]);
  const parts: HeardPart[] = [];
  const progress = countSlices(sound, limits, context);
  const worker = async () => {
    for (let next = await slices.next(); !next.done && !signal.aborted; next = await slices.next()) {
      // A file that does not say how long it is.
      if (next.value.end > deps.max_seconds) throw tooLong(deps.max_seconds);
      const slice = next.value;
      parts[slice.index] = await hearOne(slice, work, signal).finally(() => slice.discard());
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

/** Cut alike in every attempt, so that what was heard is found again by its place. */
async function hearOne(slice: AudioSlice, work: Work, signal: AbortSignal): Promise<HeardPart> {
  const { deps, audio_url, language, context } = work;
  const key = [audio_url, deps.base_url, deps.model, language, slice.start, slice.end];
  const kept = zHeard.safeParse(await context.parts.load(key));
  const heard: Heard = kept.success ? kept.data : await hearOrHalve(slice, work, signal);
  if (!kept.success) await context.parts.save(key, heard);
  return { start: slice.start, end: slice.end, ...heard };
}

/** Services say by 413 that they take less at once; what one was too large for it is not sent again. */
async function hearOrHalve(slice: AudioSlice, work: Work, signal: AbortSignal): Promise<Heard> {
  const long = slice.end - slice.start > SHORTEST;
  if (!long || slice.sound.size < work.refused_bytes) {
    try {
      return await work.hear(slice, work.language, signal);
    } catch (thrown) {
      if (!(thrown instanceof SliceTooLarge) || !long) throw thrown;
      work.refused_bytes = Math.min(work.refused_bytes, slice.sound.size);
    }
  }
  const parts: HeardPart[] = [];
  for (const half of await slice.halves(signal)) parts.push(await hearOne(half, work, signal).finally(() => half.discard()));
  return { language: mostCommon(parts), segments: stitch(parts.map((part) => ({ ...part, start: part.start - slice.start, end: part.end - slice.start }))) };
}

/** Tells how many slices are done of the number that the recording's length lets expect. */
function countSlices(sound: OpenSound, limits: SliceLimits, context: SpeechContext): (parts: HeardPart[]) => void {
  const { duration: seconds } = sound;
  const planned = sound.expected(limits);
  const plan = seconds === null || planned === null ? '' : `: ${duration(seconds)} in about ${planned} ${planned === 1 ? 'slice' : 'slices'}`;
  context.progress(0, planned ?? 1, `Sending the sound to speech recognition${plan}`);
  return (parts) => {
    const done = Object.keys(parts).length;
    if (seconds === null) return context.progress(0, 1, `Heard ${done} slices`);
    const heardSeconds = parts.reduce((sum, part) => sum + (part.end - part.start - limits.overlap), 0);
    context.progress(Math.min(heardSeconds, seconds), seconds, `Heard ${done} of about ${Math.max(done, planned ?? 0)} slices`);
  };
}

/** Null where no part says. */
function mostCommon(parts: readonly HeardPart[]): string | null {
  const counts = Map.groupBy(parts.flatMap(({ language }) => language ?? []), (language) => language);
  return [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null;
}
