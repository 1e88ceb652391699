import { ALL_FORMATS, CustomSource, Input } from 'mediabunny';
import type { Container } from '#lib/containers/container.ts';
import { openContainer } from '#lib/containers/open-container.ts';
import { failureOfThrown } from '#lib/net/fetch-failure.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { RangedFile } from '#lib/net/ranged-file.ts';
import { within } from '#lib/net/within.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { embeddedTracks } from './embedded-tracks.ts';
import { fragmentSeconds } from './link-time.ts';
import { siblingTracks } from './sibling-captions.ts';
import type { Resolved, SourceContext } from './source.ts';
import { titleFromUrl } from './web-kind.ts';

/** What a file says of itself: an index at the end of one of hours is some megabytes. */
const PROBE_MS = 60_000;
const PROBE_LIMITS = { bytes: 128 * 1024 * 1024, requests: 2000 };

const NOTHING: Container = { title: null, chapters: [], tracks: [], pictures: 0 };

/** A media file: what it says of itself, read by parts; captions that lie beside it, then those inside it. */
export async function resolveMedia(fetch: GuardedFetch, url: URL, context: SourceContext): Promise<Resolved> {
  context.progress(0, 2, 'Looking into the file');
  const { title, artist, duration, inside } = await within(PROBE_MS, context.signal, (signal) => probeMedia(fetch, url, signal));
  context.progress(1, 2, 'Looking for captions beside it');
  const beside = await siblingTracks(fetch, url, context.signal);
  const tracks = [...beside, ...embeddedTracks(url, inside)];
  return {
    source: 'web',
    video: { kind: 'media', title: title ?? inside.title ?? titleFromUrl(url), author: artist, duration, thumbnail_url: null, page_url: url.href, media_url: url.href, start_at: fragmentSeconds(url) },
    author_chapters: inside.chapters.filter(({ start }) => duration === null || start < duration),
    tracks,
    audio_url: url.href,
    notices: tracks.length === 0 && inside.pictures > 0 ? ['The subtitles in this file are pictures, which cannot be read as text.'] : [],
  };
}

type Probe = { title: string | null; artist: string | null; /** Seconds. */ duration: number | null; inside: Container };

/** @throws Failure `not_media` where it is no media that can be read */
async function probeMedia(fetch: GuardedFetch, url: URL, signal: AbortSignal): Promise<Probe> {
  const file = new RangedFile(fetch, url, { signal, limits: PROBE_LIMITS });
  let refusal: Failure | null = null;
  const noting = async <T>(read: Promise<T>): Promise<T> => read.catch((thrown: unknown) => {
    refusal = failureOfThrown(thrown);
    throw thrown;
  });
  const source = new CustomSource({
    getSize: async () => noting(sizeOf(file)),
    read: async (start, end) => noting(file.read(start, end - start)),
    prefetchProfile: 'network',
    // Without this the library rejects where nobody listens; a read that is asked for again reports its own error.
    handleUnhandledError: () => undefined,
  });
  const input = new Input({ source, formats: ALL_FORMATS });
  try {
    // Both read the same bytes, which are fetched once.
    const inside = (await noting(openContainer(file))) ?? NOTHING;
    if (!(await input.canRead())) throw refusal ?? new Failure('not_media');
    const tags = await input.getMetadataTags();
    return { title: clean(tags.title), artist: clean(tags.artist), duration: await durationOf(input), inside };
  } catch (thrown) {
    signal.throwIfAborted();
    throw refusal ?? (thrown instanceof Failure ? thrown : new Failure('not_media', { cause: thrown }));
  } finally {
    input.dispose();
  }
}

async function sizeOf(file: RangedFile): Promise<number> {
  await file.read(0, 1);
  if (file.size === null) throw new Failure('source_blocked', { message: 'The site does not say how large the file is.', retryable: false });
  return file.size;
}

/** Where nothing tells it, the last packet has to be found; how long a file is, is not worth reading all of it. */
async function durationOf(input: Input): Promise<number | null> {
  const told = await input.getDurationFromMetadata();
  const seconds = told ?? (await input.computeDuration().catch(() => Number.NaN));
  return Number.isFinite(seconds) ? seconds : null;
}

function clean(text: string | undefined): string | null {
  return text?.replace(/\s+/g, ' ').trim() || null;
}
