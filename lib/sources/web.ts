import { textOf, type Fetched, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import { arriving } from './arriving.ts';
import type { Candidate } from './candidate.ts';
import { resolveCaptionsFile } from './captions-file.ts';
import { fetchCaptions } from './fetch-captions.ts';
import { resolveHls } from './hls/hls.ts';
import { resolveMedia } from './media.ts';
import { resolvePage, type PageDeps } from './page.ts';
import { resolveFeed } from './podcast/podcast.ts';
import type { Resolved, Source, SourceContext } from './source.ts';
import { withGivenCaptions } from './given-captions.ts';
import { MAX_PAGE_BYTES, kindOfPath, kindOfText } from './web-kind.ts';

/** Any address: a media file, a captions file, or a page that holds one. */
export function createWebSource(fetch: GuardedFetch, embeddable: readonly Candidate[] = []): Source {
  return {
    name: 'web',
    matches: () => true,
    async resolve(url, options, context) {
      const resolved = await resolveWeb({ fetch, embeddable }, url, { options, context });
      return withGivenCaptions(resolved, options);
    },
    captions: (resolved, options, context) => fetchCaptions(fetch, resolved, { options, context }),
  };
}

type Asked = { options: TaskOptions; context: SourceContext };

async function resolveWeb({ fetch, embeddable }: PageDeps, url: URL, { options, context }: Asked): Promise<Resolved> {
  const told = kindOfPath(url);
  if (told === 'captions') return resolveCaptionsFile(url);
  if (told === 'media') return resolveMedia(fetch, url, context);
  context.progress(0, 1, sentenceOf(url));
  const fetched = await opened(fetch, url, context);
  // Larger than any page: a file whose type nobody told.
  if (fetched === null) return resolveMedia(fetch, url, context);
  const type = fetched.response.headers.get('content-type') ?? '';
  if (/^(video|audio)\//i.test(type) && !/mpegurl/i.test(type)) {
    await fetched.response.body?.cancel();
    return resolveMedia(fetch, fetched.url, context);
  }
  const text = await textOf(fetched, context.signal);
  switch (await kindOfText(type, text, context.signal)) {
    case 'media':
      return resolveMedia(fetch, fetched.url, context);
    case 'captions':
      return resolveCaptionsFile(fetched.url);
    case 'feed':
      return resolveFeed(fetch, { text, base: fetched.url, fragment: url.hash }, context);
    case 'hls':
      return resolveHls(fetch, { text, url: fetched.url }, { language: options.language, context });
    case 'page':
      return resolvePage({ fetch, embeddable }, { html: text, url: withHash(fetched.url, url) }, { options, context });
    case null:
      throw new Failure('not_media');
  }
}

/** What follows # is never sent, so a redirect does not lose it. */
function withHash(url: URL, { hash }: URL): URL {
  const whole = new URL(url);
  whole.hash ||= hash;
  return whole;
}

function sentenceOf({ host }: URL): string {
  return `Opening ${host}`;
}

async function opened(fetch: GuardedFetch, url: URL, context: SourceContext): Promise<Fetched | null> {
  try {
    return await fetch(url, { signal: context.signal, max_bytes: MAX_PAGE_BYTES, onBytes: arriving(context, sentenceOf(url), 0.5), headers: { accept: ACCEPT } });
  } catch (thrown) {
    context.signal.throwIfAborted();
    const failure = asFailure(thrown);
    if (failure.code === 'too_large') return null;
    throw failure;
  }
}

const ACCEPT = 'text/html, application/xhtml+xml, application/rss+xml, text/vtt, video/*, audio/*, */*;q=0.5';
