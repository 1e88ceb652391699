import { z } from 'zod';
import { languageNamed } from '#lib/captions/language.ts';
import { spreadText } from '#lib/captions/spread-text.ts';
import { withoutLoops, withoutRepeatedSegments } from './repetitions.ts';

export const zHeard = z.object({
  language: z.string().nullable(),
  /** Seconds from the slice's start. */
  segments: z.array(z.object({ start: z.number(), end: z.number(), text: z.string() })),
});
/** What the service heard in one slice. */
export type Heard = z.infer<typeof zHeard>;
export type Segment = Heard['segments'][number];

const zNumber = z.coerce.number().optional().catch(undefined);
/** Servers leave fields out, or write numbers as texts. */
const zSegment = z.object({ start: z.coerce.number().min(0), end: z.coerce.number(), text: z.string(), no_speech_prob: zNumber, avg_logprob: zNumber });
const zAnswer = z.object({ text: z.string().nullish(), language: z.string().nullish(), segments: z.array(z.unknown()).nullish() });

/** A segment is silence by the two measures that Whisper itself goes by. */
const SILENCE = { no_speech_prob: 0.6, avg_logprob: -1 };

/**
 * An answer of `/v1/audio/transcriptions`, with segments or with text alone; text alone is spread over
 * the slice, each sentence by its share of the speaking.
 * @param seconds the slice's length; null where the answer is no transcription
 */
export function readAnswer(answer: unknown, seconds: number): Heard | null {
  const { data } = zAnswer.safeParse(answer);
  if (!data || (data.text == null && data.segments == null)) return null;
  const segments = (data.segments ?? []).flatMap((segment) => readSegment(segment, seconds));
  const timed = segments.length > 0 ? segments : spread(data.text ?? '', seconds);
  const said = timed.toSorted((a, b) => a.start - b.start).map((segment) => ({ ...segment, text: withoutLoops(segment.text) })).filter(({ text }) => text !== '');
  return { language: languageNamed(data.language), segments: withoutRepeatedSegments(said) };
}

function readSegment(segment: unknown, seconds: number): Segment[] {
  const { data } = zSegment.safeParse(segment);
  if (!data) return [];
  const silent = (data.no_speech_prob ?? 0) > SILENCE.no_speech_prob && (data.avg_logprob ?? 0) < SILENCE.avg_logprob;
  const end = Math.min(data.end, seconds);
  return silent || !(end > data.start) ? [] : [{ start: data.start, end, text: data.text.trim() }];
}

function spread(text: string, seconds: number): Segment[] {
  return spreadText(text, seconds).map(({ start, end, text: said }) => ({ start, end, text: said }));
}
