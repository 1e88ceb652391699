import { z } from 'zod';
import { zFraction, zLanguage, zSeconds } from './scalars.ts';

/** What a source is, as far as a player needs to know. */
const VIDEO_KINDS = ['sample', 'media', 'captions', 'page', 'youtube', 'peertube', 'hls', 'podcast', 'vimeo', 'archive', 'upload'] as const;

/** A web address, or an absolute path on this server: it becomes a link on pages and in exports, so never one that runs (`javascript:`). */
const zLink = z.union([z.url({ protocol: /^https?$/ }), z.string().regex(/^\/[^/]/)]);

export const zVideo = z.object({
  kind: z.enum(VIDEO_KINDS),
  title: z.string().min(1),
  author: z.string().nullable(),
  /** Seconds; null where the source does not say. */
  duration: zSeconds.nullable(),
  thumbnail_url: zLink.nullable(),
  /** Where a person watches it. */
  page_url: zLink,
  /** What a `<video>` or `<audio>` element can play; null where only the page can. */
  media_url: zLink.nullable().default(null),
  /** Seconds into the video at which the person's link starts. */
  start_at: zSeconds.default(0),
  /** The day on which it was published, where the source says. */
  published_on: z.iso.date().optional(),
  /** Sentences for the person: what of their link was ignored or assumed. */
  notices: z.array(z.string()).optional(),
});
export type Video = z.infer<typeof zVideo>;

export const zCue = z.object({
  start: zSeconds,
  end: zSeconds,
  text: z.string(),
  speaker: z.string().optional(),
});
export type Cue = z.infer<typeof zCue>;

/** A captions track, as a person chooses among them. */
const zTrackInfo = z.object({
  language: zLanguage,
  kind: z.enum(['manual', 'auto', 'translated']),
  label: z.string().nullable(),
});
export type TrackInfo = z.infer<typeof zTrackInfo>;

export const zTranscript = z.object({
  language: zLanguage,
  origin: z.enum(['captions', 'auto_captions', 'speech', 'upload']),
  /** What the times were estimated from, where the words came without any: the video's length, or how fast people speak. */
  times: z.enum(['video_length', 'reading_speed']).optional(),
  /** The captions that were read, and those that could be read instead. */
  track: zTrackInfo.optional(),
  other_tracks: z.array(zTrackInfo).optional(),
  /** Why it is not quite what was asked for. */
  note: z.string().optional(),
  cues: z.array(zCue),
});
export type Transcript = z.infer<typeof zTranscript>;

const span = { start: zSeconds, end: zSeconds };

const zParagraph = z.object({ text: z.string().min(1), ...span });
export const zSummary = z.object({ short: z.string(), paragraphs: z.array(zParagraph) });
export type Summary = z.infer<typeof zSummary>;

export const zKeyIdea = z.object({ title: z.string().min(1), text: z.string().min(1), ...span, score: zFraction });
export type KeyIdea = z.infer<typeof zKeyIdea>;

export const zChapter = z.object({ title: z.string().min(1), ...span, origin: z.enum(['author', 'detected']) });
export type Chapter = z.infer<typeof zChapter>;

export const zKeyPhrase = z.object({ text: z.string().min(1), score: zFraction });
export type KeyPhrase = z.infer<typeof zKeyPhrase>;

export type MindMapNode = { title: string; start: number; children: MindMapNode[] };
export const zMindMap: z.ZodType<MindMapNode> = z.object({
  title: z.string().min(1),
  start: zSeconds,
  get children(): z.ZodArray<z.ZodType<MindMapNode>> {
    return z.array(zMindMap);
  },
});

/** What the questions to a model cost, those of earlier attempts included as far as their answers are used. */
export const zUsage = z.object({
  calls: z.int().min(0),
  input_tokens: z.int().min(0),
  output_tokens: z.int().min(0),
  /** Time that the model took, added up over questions that were asked at the same time. */
  seconds: zSeconds,
  /** Whether the server left tokens uncounted, so that they were estimated here. */
  estimated: z.boolean(),
});

export type Usage = z.infer<typeof zUsage>;

/** What part of the transcript's time was read, 0–1, and in how many pieces. */
export const zCoverage = z.object({
  ratio: zFraction,
  chunks: z.int().min(0),
  /** Share of the summary's sentences whose words were found at the time that they are shown with. */
  evidenced: zFraction.optional(),
  /** Statements of a model that were left out, because their words stand nowhere in the transcript. */
  dropped: z.int().min(0).optional(),
  /** Why the ratio is below 1. */
  note: z.string().optional(),
  usage: zUsage.optional(),
});
export type Coverage = z.infer<typeof zCoverage>;

export const zAnalyst = z.object({
  engine: z.enum(['extractive', 'model']),
  model: z.string().optional(),
  /** What it wrote in, where a language was asked for; otherwise the transcript's. */
  language: zLanguage.optional(),
  /** What fell short of what was asked for or is set up, and why. */
  note: z.string().optional(),
});
export type AnalystInfo = z.infer<typeof zAnalyst>;

/** The whole result of a completed run. */
export const zResult = z.object({
  video: zVideo,
  transcript: zTranscript,
  summary: zSummary,
  key_ideas: z.array(zKeyIdea),
  chapters: z.array(zChapter),
  key_phrases: z.array(zKeyPhrase),
  mind_map: zMindMap,
  coverage: zCoverage,
  analyst: zAnalyst,
});
export type Result = z.infer<typeof zResult>;

/**
 * What is known of a result and what comes to it. Each part says which engine made it; of those the one
 * that fell short stays, whatever the order in which the parts come.
 */
export function joinParts(known: PartialResult, part: PartialResult): PartialResult {
  const analyst = [known.analyst, part.analyst].filter((info) => info !== undefined).toSorted((a, b) => rankOf(b).localeCompare(rankOf(a)))[0];
  return { ...known, ...part, ...(analyst && { analyst }) };
}

function rankOf({ note, engine }: AnalystInfo): string {
  return `${note === undefined ? 0 : 1}${engine === 'extractive' ? 1 : 0}${note ?? ''}`;
}

/** Stands for a transcript too large to travel in an event. */
const zTranscriptRef = zTranscript.omit({ cues: true }).extend({ cue_count: z.int().min(0), url: z.string() });

/** @param url where the whole of it is */
export function transcriptRef({ cues, ...told }: Transcript, url: string): z.infer<typeof zTranscriptRef> {
  return { ...told, cue_count: cues.length, url };
}

/** What is done so far; `omitted` names the parts that exist but did not travel in this message. */
export const zPartialResult = zResult.partial().extend({
  transcript_ref: zTranscriptRef.optional(),
  omitted: z.array(z.enum(zResult.keyof().options)).optional(),
});
export type PartialResult = z.infer<typeof zPartialResult>;
