import { readers } from '#lib/isolation/readers.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { within } from '#lib/net/within.ts';
import type { ProbeMediaJob } from './inside.ts';
import { fragmentSeconds } from './link-time.ts';
import { siblingTracks } from './sibling-captions.ts';
import type { Resolved, SourceContext } from './source.ts';
import { titleFromUrl } from './web-kind.ts';

/** What a file says of itself: an index at the end of one of hours is some megabytes. */
const PROBE_MS = 60_000;
const PROBE_LIMITS = { bytes: 128 * 1024 * 1024, requests: 2000 };

/** A media file: what it says of itself, read by parts; captions that lie beside it, then those inside it. */
export async function resolveMedia(fetch: GuardedFetch, url: URL, context: SourceContext): Promise<Resolved> {
  context.progress(0, 2, 'Looking into the file');
  const { title, artist, duration, inside } = await within(PROBE_MS, context.signal, (signal) => readers().run<ProbeMediaJob>('probe-media', { url: url.href, limits: PROBE_LIMITS }, { fetch, signal }));
  context.progress(1, 2, 'Looking for captions beside it');
  const beside = await siblingTracks(fetch, url, context.signal);
  const tracks = [...beside, ...inside.tracks];
  return {
    source: 'web',
    video: { kind: 'media', title: title ?? inside.title ?? titleFromUrl(url), author: artist, duration, thumbnail_url: null, page_url: url.href, media_url: url.href, start_at: fragmentSeconds(url) },
    author_chapters: inside.chapters.filter(({ start }) => duration === null || start < duration),
    tracks,
    audio_url: url.href,
    notices: tracks.length === 0 && inside.pictures > 0 ? ['The subtitles in this file are pictures, which cannot be read as text.'] : [],
  };
}
