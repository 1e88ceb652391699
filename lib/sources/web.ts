import { textOf, type Fetched, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import { resolveCaptionsFile } from './captions-file.ts';
import { fetchCaptions } from './fetch-captions.ts';
import { resolveMedia } from './media.ts';
import { resolvePage } from './page.ts';
import type { Resolved, Source, SourceContext } from './source.ts';
import { withGivenCaptions } from './given-captions.ts';
import { MAX_PAGE_BYTES, kindOfPath, kindOfText } from './web-kind.ts';

/** Any address: a media file, a captions file, or a page that holds one. */
export function createWebSource(fetch: GuardedFetch): Source {
  return {
    name: 'web',
    matches: () => true,
    async resolve(url, options, context) {
      const resolved = await resolveWeb(fetch, url, { options, context });
      return withGivenCaptions(resolved, options);
    },
    captions: (resolved, options, context) => fetchCaptions(fetch, resolved, { options, context }),
  };
}

type Asked = { options: TaskOptions; context: SourceContext };

async function resolveWeb(fetch: GuardedFetch, url: URL, { context }: Asked): Promise<Resolved> {
  const told = kindOfPath(url);
  if (told === 'captions') return resolveCaptionsFile(url);
  if (told === 'media') return resolveMedia(fetch, url, context);
  context.progress(0, 1, `Opening ${url.host}`);
  const fetched = await opened(fetch, url, context.signal);
  // Larger than any page: a file whose type nobody told.
  if (fetched === null) return resolveMedia(fetch, url, context);
  const type = fetched.response.headers.get('content-type') ?? '';
  if (/^(video|audio)\//i.test(type)) {
    await fetched.response.body?.cancel();
    return resolveMedia(fetch, fetched.url, context);
  }
  const text = await textOf(fetched, context.signal);
  switch (kindOfText(type, text)) {
    case 'media':
      return resolveMedia(fetch, fetched.url, context);
    case 'captions':
      return resolveCaptionsFile(fetched.url);
    case 'page':
      return resolvePage(fetch, { html: text, url: fetched.url }, context);
    case null:
      throw new Failure('not_media');
  }
}

async function opened(fetch: GuardedFetch, url: URL, signal: AbortSignal): Promise<Fetched | null> {
  try {
    return await fetch(url, { signal, max_bytes: MAX_PAGE_BYTES, headers: { accept: ACCEPT } });
  } catch (thrown) {
    signal.throwIfAborted();
    const failure = asFailure(thrown);
    if (failure.code === 'too_large') return null;
    throw failure;
  }
}

const ACCEPT = 'text/html, application/xhtml+xml, text/vtt, video/*, audio/*, */*;q=0.5';
