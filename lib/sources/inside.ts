import type { Job } from '#lib/isolation/job.ts';
import type { RangedLimits } from '#lib/net/ranged-file.ts';
import type { CaptionTrack, Resolved } from './source.ts';

/** What an MP4 or Matroska file holds beside sound and picture. */
export type Inside = {
  title: string | null;
  chapters: Resolved['author_chapters'];
  tracks: CaptionTrack[];
  /** Subtitles that are drawn. */
  pictures: number;
};

/** What a media file says of itself. */
export type Probe = { title: string | null; artist: string | null; /** Seconds. */ duration: number | null; inside: Inside };

/** Null where the file is of another kind. */
export type LookInsideJob = Job<{ url: string; limits: RangedLimits }, Inside | null>;
export type ProbeMediaJob = Job<{ url: string; limits: RangedLimits }, Probe>;
