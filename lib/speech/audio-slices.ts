import { rm } from 'node:fs/promises';
import { readers } from '#lib/isolation/readers.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { audioSlice, type AudioSlice } from './audio-slice.ts';
import type { CutSoundJob, SliceLimits, SoundFacts, WrittenSlice } from './cutting.ts';
import { onDisk } from './on-disk.ts';
import { makeSoundFolder } from './sound-folder.ts';

export const SLICE_LIMITS: SliceLimits = { bytes: 20_000_000, seconds: 300, overlap: 2 };

export type OpenSound = {
  /** Seconds; null where the file does not say. */
  duration: number | null;
  /** How many slices that will be, by its length and how much a second takes; null where nobody knows. */
  expected(limits: SliceLimits): number | null;
  /** Reads the file from start to end, once. */
  slices(limits: SliceLimits): AsyncGenerator<AudioSlice, void, undefined>;
  /** Lets go of the file, and of the slices. */
  close(): Promise<void>;
};

/**
 * The sound of a media file behind a URL, by ranged reads through the given fetch.
 * @throws Failure `not_media` where there is no sound in it
 */
export async function openSound(url: string, fetch: GuardedFetch, signal: AbortSignal): Promise<OpenSound> {
  const closing = new AbortController();
  const job = readers().open<CutSoundJob>('cut-sound', { url }, { fetch, signal: AbortSignal.any([signal, closing.signal]) });
  const opened = await job.next();
  const { duration, bytes_per_second } = opened.value as SoundFacts;
  let made: Promise<string> | undefined;
  const directory = () => (made ??= onDisk(makeSoundFolder));
  return {
    duration,
    expected: (limits) => (duration === null ? null : expectedSlices(duration, bytes_per_second, limits)),
    slices: (limits) => cut(job, async () => ({ limits, directory: await directory() })),
    async close() {
      closing.abort();
      await job.return().catch(() => undefined);
      // What was never made has been told already.
      const there = await made?.catch(() => undefined);
      if (there !== undefined) await rm(there, { recursive: true, force: true });
    },
  };
}

function expectedSlices(duration: number, bytesPerSecond: number, { bytes, seconds, overlap }: SliceLimits): number {
  const length = Math.min(seconds, bytes / Math.max(1, bytesPerSecond));
  return Math.max(1, Math.ceil((duration - overlap) / Math.max(1, length - overlap)));
}

type Cut = AsyncGenerator<unknown, void, { limits: SliceLimits; directory: string }>;

async function* cut(job: Cut, wish: () => Promise<{ limits: SliceLimits; directory: string }>): AsyncGenerator<AudioSlice, void, undefined> {
  for (let next = await job.next(await wish()); next.done !== true; next = await job.next(await wish())) yield audioSlice(next.value as WrittenSlice);
}
