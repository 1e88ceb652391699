import { ALL_FORMATS, Input, UrlSource } from 'mediabunny';
import { failureOfThrown } from '#lib/net/fetch-failure.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { siblingTracks } from './sibling-captions.ts';
import type { Resolved, SourceContext } from './source.ts';
import { titleFromUrl } from './web-kind.ts';

/** Bytes one ranged request may bring: an index at the end of a file of hours is some megabytes. */
const MAX_RANGE_BYTES = 64 * 1024 * 1024;

export type Probe = { title: string | null; artist: string | null; duration: number | null };

/** A media file: what it says of itself, read by ranges, and the captions that lie beside it. */
export async function resolveMedia(fetch: GuardedFetch, url: URL, context: SourceContext): Promise<Resolved> {
  context.progress(0, 2, 'Looking into the file');
  const { title, artist, duration } = await probeMedia(fetch, url, context);
  context.progress(1, 2, 'Looking for captions beside it');
  const tracks = await siblingTracks(fetch, url, context.signal);
  return {
    source: 'web',
    video: { kind: 'media', title: title ?? titleFromUrl(url), author: artist, duration, thumbnail_url: null, page_url: url.href, media_url: url.href, start_at: startOf(url) },
    author_chapters: [],
    tracks,
    audio_url: url.href,
    notices: [],
  };
}

/** Title, artist and length in seconds of a file. @throws Failure `not_media` where it is no media that can be read */
export async function probeMedia(fetch: GuardedFetch, url: URL, { signal }: Pick<SourceContext, 'signal'>): Promise<Probe> {
  let refusal: Failure | null = null;
  const fetchFn = async (_address: unknown, init?: RequestInit): Promise<Response> => {
    try {
      const signals = [signal, ...(init?.signal ? [init.signal] : [])];
      const { response } = await fetch(url, { signal: AbortSignal.any(signals), headers: Object.fromEntries(new Headers(init?.headers)), max_bytes: MAX_RANGE_BYTES });
      return response;
    } catch (thrown) {
      // A read that the reader itself gave up is no failure of the source.
      if (!init?.signal?.aborted) refusal = failureOfThrown(thrown);
      throw thrown;
    }
  };
  // Without these two the library asks for ever, and rejects where nobody listens.
  const source = new UrlSource(url, { fetchFn: fetchFn as typeof globalThis.fetch, getRetryDelay: () => null, handleUnhandledError: () => undefined });
  const input = new Input({ source, formats: ALL_FORMATS });
  try {
    if (!(await input.canRead())) throw refusal ?? new Failure('not_media');
    const tags = await input.getMetadataTags();
    const duration = (await input.getDurationFromMetadata()) ?? (await input.computeDuration());
    return { title: clean(tags.title), artist: clean(tags.artist), duration: Number.isFinite(duration) ? duration : null };
  } catch (thrown) {
    signal.throwIfAborted();
    throw refusal ?? (thrown instanceof Failure ? thrown : new Failure('not_media', { cause: thrown }));
  } finally {
    input.dispose();
  }
}

function clean(text: string | undefined): string | null {
  return text?.replace(/\s+/g, ' ').trim() || null;
}

/** Seconds named by a media fragment: `#t=83`. */
function startOf(url: URL): number {
  const match = /[#&?]t=(\d+(?:\.\d+)?)/.exec(url.hash);
  return match ? Number(match[1]) : 0;
}
