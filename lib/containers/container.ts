import type { RawCue } from '#lib/captions/raw-cue.ts';

/** Samples or clusters done of those there are. */
export type OnPart = (done: number, total: number) => void;

/** Subtitles inside a file. */
export type TextTrack = {
  /** Its number in the file. */
  id: number;
  /** As the file writes it; null where it does not say. */
  language: string | null;
  label: string | null;
  /** Only what is said in a foreign language: no transcript. */
  forced: boolean;
  read(onPart?: OnPart): Promise<RawCue[]>;
};

export type Container = {
  title: string | null;
  /** Seconds, rising. */
  chapters: { title: string; start: number }[];
  tracks: TextTrack[];
  /** Subtitles that are drawn, which nobody can read without eyes. */
  pictures: number;
};
