import type { Job } from '#lib/isolation/job.ts';
import { readers } from '#lib/isolation/readers.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { within } from '#lib/net/within.ts';
import type { Cue } from '#lib/protocol/result.ts';
import type { CaptionTrack, SourceContext } from '../source.ts';

/** A stream of hours has thousands of segments. */
const READ_MS = 10 * 60_000;

export type ReadRenditionJob = Job<{ track: CaptionTrack }, Cue[]>;

/** The lines of a subtitles rendition, joined over its segments. @throws Failure `live_not_ended`, and those of the fetch */
export async function readRendition(fetch: GuardedFetch, track: CaptionTrack, { signal, progress }: SourceContext): Promise<Cue[]> {
  return within(READ_MS, signal, (limited) => readers().run<ReadRenditionJob>('read-rendition', { track }, { fetch, signal: limited, progress }));
}
