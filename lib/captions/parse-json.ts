import { z } from 'zod';
import type { Steps } from '#lib/platform/steps.ts';
import { boundCues, boundLetters, boundLines } from './bounds.ts';
import { parseClock } from './clock-text.ts';
import type { RawCaptions, RawCue } from './raw-cue.ts';
import { readJson } from './read-json.ts';

type JsonCaptions = RawCaptions & { format: 'json3' | 'podcast-json' };

const zJson3Event = z.object({
  tStartMs: z.number(),
  dDurationMs: z.number().optional(),
  segs: z.array(z.object({ utf8: z.string().default('') })),
});

/** Captions written as JSON, which is read once whatever they are. */
export function* parseJson(text: string): Steps<JsonCaptions | null> {
  if (!looksRight(text)) return null;
  const found: Found = { cues: { json3: [], 'podcast-json': [] }, entries: 0, facts: {} };
  try {
    if (!(yield* readJson(text, handlerOf(found)))) return null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
  const { data: facts } = zFacts.safeParse(found.facts);
  const { json3, 'podcast-json': segments } = found.cues;
  if (facts?.wireMagic !== undefined || json3.length > 0) return { format: 'json3', cues: json3, language: null };
  return segments.length > 0 ? { format: 'podcast-json', cues: segments, language: facts?.language ?? null } : null;
}

type Found = { cues: Record<JsonCaptions['format'], RawCue[]>; entries: number; facts: Record<string, unknown> };

/** What a writer says of the whole. */
const zFacts = z.object({ wireMagic: z.string().optional().catch(undefined), language: z.string().nullish().catch(null) });
/** No fact is longer; what is longer is not even looked at. */
const LONGEST_FACT = 1000;

/** Each entry becomes its cue at once, so that no tree of everything is ever held. @throws Failure `too_large`, SyntaxError */
function handlerOf(found: Found): Parameters<typeof readJson>[1] {
  return {
    entry(list, json) {
      if (list !== null && list !== 'events' && list !== 'segments') return;
      boundLines(++found.entries);
      boundLetters(json.length);
      const entry: unknown = JSON.parse(json);
      // What is no object is not even looked at.
      if (typeof entry !== 'object' || entry === null) return;
      const cues = found.cues[list === 'events' ? 'json3' : 'podcast-json'];
      cues.push(...(list === 'events' ? json3Cue(entry) : segmentCue(entry)));
      boundCues(cues.length);
    },
    member(key, json) {
      if (json.length <= LONGEST_FACT) found.facts[key] = JSON.parse(json);
    },
  };
}

/** YouTube's `fmt=json3`. Events without words (windows, line feeds of rolling captions) are passed over. */
function json3Cue(event: object): RawCue[] {
  const { data } = zJson3Event.safeParse(event);
  if (data === undefined) return [];
  const { tStartMs, dDurationMs, segs } = data;
  const end = dDurationMs === undefined ? null : (tStartMs + dDurationMs) / 1000;
  return [{ start: tStartMs / 1000, end, text: segs.map((seg) => seg.utf8).join('') }];
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

/**
 * A segment of a JSON transcript of the podcast namespace
 * (https://github.com/Podcastindex-org/podcast-namespace/blob/main/transcripts/transcripts.md#json) or its like.
 */
function segmentCue(written: object): RawCue[] {
  const { data: segment } = zSegment.safeParse(written);
  const start = segment?.startTime ?? segment?.start;
  const text = segment?.body ?? segment?.text;
  if (segment === undefined || start === undefined || text === undefined) return [];
  const end = segment.endTime ?? segment.end ?? (segment.duration === undefined ? null : start + segment.duration);
  return [{ start, end, text, speaker: segment.speaker ?? undefined }];
}

/** No transcript begins with a list in a list, or ends in so many closing brackets: what nests for its own sake is slow to read. */
const BEGINNING = /^\ufeff?\s*(?:\{|\[\s*\{)/;
const DEEPEST = 32;
const TAIL = 2000;

function looksRight(text: string): boolean {
  if (!BEGINNING.test(text.slice(0, 1000))) return false;
  const closing = /[\]}\s]*$/.exec(text.slice(-TAIL))?.[0].replace(/\s/g, '') ?? '';
  return closing !== '' && closing.length <= DEEPEST;
}
