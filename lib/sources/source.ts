import { z } from 'zod';
import type { WorkContext } from '#lib/platform/work-context.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import { zVideo, type Cue, type Transcript } from '#lib/protocol/result.ts';
import { zLanguage, zSeconds } from '#lib/protocol/scalars.ts';

/** A captions track that exists; it is asked for only when chosen. */
const zCaptionTrack = z.object({
  url: z.url(),
  /** `und` where the source does not say. */
  language: zLanguage,
  kind: z.enum(['manual', 'auto', 'translated']),
  label: z.string().nullable(),
  /** What the source says the bytes are; null: look at them. */
  format: z.enum(['vtt', 'srt', 'json3', 'ttml', 'podcast-json', 'embedded', 'hls']).nullable(),
});
export type CaptionTrack = z.infer<typeof zCaptionTrack>;

/** What `resolve` found: stored as that stage's output, so it is plain JSON. */
export const zResolved = z.object({
  /** Name of the source that resolved it, as in the registry. */
  source: z.string(),
  video: zVideo,
  author_chapters: z.array(z.object({ title: z.string().min(1), start: zSeconds })),
  tracks: z.array(zCaptionTrack),
  /** The language that is spoken, where the source says. */
  language: zLanguage.optional(),
  /** Where sound can be fetched for speech recognition. */
  audio_url: z.url().nullable(),
  /** Sentences for the person: what was ignored or assumed. */
  notices: z.array(z.string()),
});
export type Resolved = z.infer<typeof zResolved>;

export type SourceContext = Pick<WorkContext, 'signal' | 'progress'>;

export type SourceCaptions = {
  track: CaptionTrack;
  language: string;
  cues: Cue[];
  /** Where the track's kind does not tell it. */
  origin?: Transcript['origin'];
  times?: Transcript['times'];
  /** Why they are not quite what was asked for. */
  note?: string;
};

/** Where a video comes from. Every network call goes through the guarded fetch it was made with. */
export interface Source {
  readonly name: string;
  /** Whether this source is meant by the URL; looks at nothing but the URL. */
  matches(url: URL): boolean;
  /** @throws Failure with a code of the catalogue. */
  resolve(url: URL, options: TaskOptions, context: SourceContext): Promise<Resolved>;
  /** Fetches and parses the chosen track. @throws Failure `captions_missing` where there is none to choose. */
  captions(resolved: Resolved, options: TaskOptions, context: SourceContext): Promise<SourceCaptions>;
}
