import { z } from 'zod';
import { parseClock } from './clock-text.ts';
import type { RawCaptions, RawCue } from './raw-cue.ts';

const zJson3 = z.object({ wireMagic: z.string().optional(), events: z.array(z.unknown()).default([]) });
const zJson3Event = z.object({
  tStartMs: z.number(),
  dDurationMs: z.number().optional(),
  segs: z.array(z.object({ utf8: z.string().default('') })),
});

/** YouTube's `fmt=json3`. Events without words (windows, line feeds of rolling captions) are passed over. */
export function parseJson3(text: string): RawCaptions | null {
  const { data } = zJson3.safeParse(jsonIn(text));
  if (!data) return null;
  const cues = data.events.flatMap((event) => {
    const parsed = zJson3Event.safeParse(event);
    return parsed.success ? [json3Cue(parsed.data)] : [];
  });
  return data.wireMagic === undefined && cues.length === 0 ? null : { cues, language: null };
}

function json3Cue({ tStartMs, dDurationMs, segs }: z.infer<typeof zJson3Event>): RawCue {
  const end = dDurationMs === undefined ? null : (tStartMs + dDurationMs) / 1000;
  return { start: tStartMs / 1000, end, text: segs.map((seg) => seg.utf8).join('') };
}

const zTime = z.union([z.number(), z.string().transform((text) => parseClock(text) ?? (text.trim() === '' ? Number.NaN : Number(text))).pipe(z.number())]);

/** What is said is not lost with a time that cannot be read. */
const zEnd = zTime.optional().catch(undefined);

/** The names that writers use for one thing: the podcast namespace, Whisper, transcript libraries. */
const zSegment = z.object({
  startTime: zTime.optional(), start: zTime.optional(),
  endTime: zEnd, end: zEnd, duration: zEnd,
  body: z.string().optional(), text: z.string().optional(),
  speaker: z.string().nullish(),
});
const zSegments = z.union([
  z.object({ segments: z.array(z.unknown()).min(1), language: z.string().nullish() }),
  z.array(z.unknown()).min(1).transform((segments) => ({ segments, language: null })),
]);

/**
 * JSON transcripts of the podcast namespace
 * (https://github.com/Podcastindex-org/podcast-namespace/blob/main/transcripts/transcripts.md#json) and their like.
 */
export function parsePodcastJson(text: string): RawCaptions | null {
  const { data } = zSegments.safeParse(jsonIn(text));
  const cues = data?.segments.flatMap((segment) => segmentCue(zSegment.safeParse(segment).data)) ?? [];
  return data && cues.length > 0 ? { cues, language: data.language ?? null } : null;
}

function segmentCue(segment: z.infer<typeof zSegment> | undefined): RawCue[] {
  const start = segment?.startTime ?? segment?.start;
  const text = segment?.body ?? segment?.text;
  if (segment === undefined || start === undefined || text === undefined) return [];
  const end = segment.endTime ?? segment.end ?? (segment.duration === undefined ? null : start + segment.duration);
  return [{ start, end, text, speaker: segment.speaker ?? undefined }];
}

function jsonIn(text: string): unknown {
  if (!/^\ufeff?\s*[[{]/.test(text.slice(0, 1000))) return undefined;
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}
