import type { Job } from '#lib/isolation/job.ts';

export type SliceLimits = {
  /** Sound in one slice; services take 25 MB. */
  bytes: number;
  seconds: number;
  /** Seconds that two neighbours both hold, so that no word is cut in two. */
  overlap: number;
};

/** How sound is cut. */
export type Cutting = {
  /** As the library that cuts names it. */
  codec: string;
  meta: { decoderConfig: AudioDecoderConfig | undefined };
  /** Where slices lie. */
  directory: string;
  index: number;
  /** Seconds that two neighbours both hold. */
  overlap: number;
  /** Where in the recording the packets' own time begins; seconds. */
  offset: number;
};

/** A slice that lies on the disk. */
export type WrittenSlice = {
  file: string;
  index: number;
  /** Seconds into the recording; a slice starts a little before its neighbour ends. */
  start: number;
  end: number;
  extension: string;
  content_type: string;
  /** An MP4 whose index stands behind its media. */
  index_last: boolean;
  cutting: Cutting;
};

/** What is known of a recording before it is cut. */
export type SoundFacts = { /** Seconds; null where the file does not say. */ duration: number | null; /** Of the sound. */ bytes_per_second: number };

/** Hands over the facts, then one slice after the other. */
export type CutSoundJob = Job<{ url: string }, void, SoundFacts | WrittenSlice, { limits: SliceLimits; directory: string }>;
export type HalveSliceJob = Job<{ slice: WrittenSlice }, WrittenSlice[]>;
