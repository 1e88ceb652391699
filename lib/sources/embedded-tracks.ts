import { readers } from '#lib/isolation/readers.ts';
import type { Job } from '#lib/isolation/job.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { within } from '#lib/net/within.ts';
import type { Cue } from '#lib/protocol/result.ts';
import type { Inside, LookInsideJob } from './inside.ts';
import type { CaptionTrack, SourceContext } from './source.ts';

/** How a track inside a file is named: by the file's address and its number in it. */
const FRAGMENT = /^#subtitle-track=(\d{1,9})$/;

/** Bytes and requests that a page's file is worth before anybody asked for it. */
const LOOK_MS = 20_000;
const LOOK_LIMITS = { bytes: 80 * 1024 * 1024, requests: 200 };

/** A film of hours has thousands of lines, each a read of its own. */
const READ_MS = 10 * 60_000;

export type ReadEmbeddedJob = Job<{ track: CaptionTrack }, Cue[]>;

/** What a file that a page plays holds; nothing where it cannot be read, since the page is there all the same. */
export async function lookInside(fetch: GuardedFetch, file: URL, signal: AbortSignal): Promise<Pick<Inside, 'tracks' | 'chapters'>> {
  try {
    const inside = await within(LOOK_MS, signal, (limited) => readers().run<LookInsideJob>('look-inside', { url: file.href, limits: LOOK_LIMITS }, { fetch, signal: limited }));
    return inside ?? { tracks: [], chapters: [] };
  } catch {
    signal.throwIfAborted();
    return { tracks: [], chapters: [] };
  }
}

export function trackUrl(file: URL, id: number): string {
  const url = new URL(file);
  url.hash = `subtitle-track=${id}`;
  return url.href;
}

/** The file that a track's address names, and the track's number in it; not a number where it names none. */
export function trackIn(track_url: string): { file: URL; id: number } {
  const file = new URL(track_url);
  const id = Number(FRAGMENT.exec(file.hash)?.[1] ?? Number.NaN);
  file.hash = '';
  return { file, id };
}

/** Reads the lines of a track inside a file, by parts. @throws Failure `captions_missing` where it is not there any more */
export async function readEmbedded(fetch: GuardedFetch, track: CaptionTrack, { signal, progress }: SourceContext): Promise<Cue[]> {
  return within(READ_MS, signal, (limited) => readers().run<ReadEmbeddedJob>('read-embedded', { track }, { fetch, signal: limited, progress }));
}
