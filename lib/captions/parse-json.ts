import { z } from 'zod';
import { boundCues, boundLines } from './bounds.ts';
import { parseClock } from './clock-text.ts';
import type { RawCaptions, RawCue } from './raw-cue.ts';

/** A list whose entries are looked at one by one. */
const zList = z.custom<unknown[]>(Array.isArray);
const zJson3 = z.object({ wireMagic: z.string().optional(), events: zList.default([]) });
const zJson3Event = z.object({
  tStartMs: z.number(),
  dDurationMs: z.number().optional(),
  segs: z.array(z.object({ utf8: z.string().default('') })),
});

/** Captions written as JSON, which is read once whatever they are. */
export function parseJson(text: string): (RawCaptions & { format: 'json3' | 'podcast-json' }) | null {
  const json = jsonIn(text);
  if (json === undefined) return null;
  const timed = json3(json);
  if (timed) return { format: 'json3', ...timed };
  const segments = podcastJson(json);
  return segments && { format: 'podcast-json', ...segments };
}

/** YouTube's `fmt=json3`. Events without words (windows, line feeds of rolling captions) are passed over. */
function json3(json: unknown): RawCaptions | null {
  const { data } = zJson3.safeParse(json);
  if (!data) return null;
  const cues = cuesOf(data.events, (event) => {
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
  z.object({ segments: zList, language: z.string().nullish() }),
  zList.transform((segments) => ({ segments, language: null })),
]);

/**
 * JSON transcripts of the podcast namespace
 * (https://github.com/Podcastindex-org/podcast-namespace/blob/main/transcripts/transcripts.md#json) and their like.
 */
function podcastJson(json: unknown): RawCaptions | null {
  const { data } = zSegments.safeParse(json);
  const cues = data ? cuesOf(data.segments, (segment) => segmentCue(zSegment.safeParse(segment).data)) : [];
  return data && cues.length > 0 ? { cues, language: data.language ?? null } : null;
}

function segmentCue(segment: z.infer<typeof zSegment> | undefined): RawCue[] {
  const start = segment?.startTime ?? segment?.start;
  const text = segment?.body ?? segment?.text;
  if (segment === undefined || start === undefined || text === undefined) return [];
  const end = segment.endTime ?? segment.end ?? (segment.duration === undefined ? null : start + segment.duration);
  return [{ start, end, text, speaker: segment.speaker ?? undefined }];
}

/** What is no object is not even looked at. @throws Failure `too_large` */
function cuesOf(entries: readonly unknown[], read: (entry: unknown) => RawCue[]): RawCue[] {
  boundLines(entries.length);
  const cues: RawCue[] = [];
  for (const entry of entries) {
    if (typeof entry === 'object' && entry !== null) cues.push(...read(entry));
    boundCues(cues.length);
  }
  return cues;
}

/** No transcript begins with a list in a list, or ends in so many closing brackets: what nests for its own sake is slow to read. */
const BEGINNING = /^\ufeff?\s*(?:\{|\[\s*\{)/;
const DEEPEST = 32;
const TAIL = 2000;

function jsonIn(text: string): unknown {
  if (!BEGINNING.test(text.slice(0, 1000))) return undefined;
  const closing = /[\]}\s]*$/.exec(text.slice(-TAIL))?.[0].replace(/\s/g, '') ?? '';
  if (closing === '' || closing.length > DEEPEST) return undefined;
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}
