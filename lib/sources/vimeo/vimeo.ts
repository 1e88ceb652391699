import { shortLanguage } from '#lib/captions/language.ts';
import { textOf, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { askJson } from '../ask-json.ts';
import { fetchCaptions } from '../fetch-captions.ts';
import { hasGivenCaptions, withGivenCaptions } from '../given-captions.ts';
import { fragmentSeconds } from '../link-time.ts';
import type { CaptionTrack, Resolved, Source, SourceContext } from '../source.ts';
import { mayBeStale } from '../stale.ts';
import { configOfPage, zVimeoConfig, type VimeoConfig } from './config.ts';

const PLAYER_ORIGIN = 'https://player.vimeo.com';
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

type VimeoVideo = {
  id: string;
  /** Opens a video that is not listed. */
  hash: string | null;
};

/** Videos of Vimeo that its player shows to everybody. @param origin where its player is, for tests */
export function createVimeoSource(fetch: GuardedFetch, origin = PLAYER_ORIGIN): Source {
  const resolve = async (url: URL, context: SourceContext) => {
    const video = vimeoVideo(url);
    if (video === null) throw new Failure('unsupported_url');
    context.progress(0, 1, 'Asking Vimeo about the video');
    return resolvedOf(await askConfig(fetch, { origin, video }, context), video, url);
  };
  return {
    name: 'vimeo',
    matches: (url) => /^((www|player)\.)?vimeo\.com$/.test(url.hostname.replace(/\.$/, '')) && vimeoVideo(url) !== null,
    resolve: async (url, options, context) => withGivenCaptions(await resolve(url, context), options),
    async captions(resolved, options, context) {
      try {
        return await fetchCaptions(fetch, resolved, { options, context });
      } catch (thrown) {
        context.signal.throwIfAborted();
        if (hasGivenCaptions(options) || !mayBeStale(thrown)) throw thrown;
        const { tracks } = await resolve(new URL(resolved.video.page_url), context);
        return fetchCaptions(fetch, { ...resolved, tracks }, { options, context });
      }
    },
  };
}

/** The number in `/ID`, `/ID/HASH`, `/video/ID?h=HASH`, `/channels/…/ID`, `/groups/…/videos/ID`, `/showcase/…/video/ID`. */
export function vimeoVideo({ pathname, searchParams }: URL): VimeoVideo | null {
  const match = /^\/(?:channels\/[^/]+\/|groups\/[^/]+\/videos\/|(?:showcase|album)\/\d+\/video\/|videos?\/)?(\d{5,12})(?:\/([0-9a-f]{6,16}))?\/?$/.exec(pathname);
  return match?.[1] === undefined ? null : { id: match[1], hash: match[2] ?? searchParams.get('h') };
}

/** The set-up by itself, or out of the player's page, which is shown where the other is not. @throws Failure */
async function askConfig(fetch: GuardedFetch, { origin, video }: { origin: string; video: VimeoVideo }, { signal }: SourceContext): Promise<VimeoConfig> {
  const address = new URL(`/video/${video.id}`, origin);
  if (video.hash !== null) address.searchParams.set('h', video.hash);
  const headers = { referer: 'https://vimeo.com/' };
  const withReferer: GuardedFetch = (url, request) => fetch(url, { ...request, headers: { ...request.headers, ...headers } });
  try {
    const config = await askJson(withReferer, `${address.origin}${address.pathname}/config${address.search}`, { schema: zVimeoConfig, signal });
    if (config !== null) return config;
  } catch (thrown) {
    signal.throwIfAborted();
    if (asFailure(thrown).code !== 'source_blocked') throw thrown;
  }
  const config = configOfPage(await textOf(await withReferer(address, { signal, max_bytes: MAX_PAGE_BYTES }), signal));
  if (config !== null) return config;
  throw new Failure('source_blocked', { message: 'Vimeo does not show this video to everybody.', hint: 'Its owner may have closed it to other sites or set a password: upload its transcript (SRT or VTT) to this task.' });
}

function resolvedOf(config: VimeoConfig, { id, hash }: VimeoVideo, url: URL): Resolved {
  const { video, request: { files, text_tracks }, embed } = config;
  if (video.live_event && !/ended|archived|done/i.test(video.live_event.status)) throw new Failure('live_not_ended');
  const spoken = shortLanguage(video.lang);
  const progressive = (files?.progressive ?? []).filter((file) => URL.canParse(file.url)).toSorted((a, b) => (a.height ?? 0) - (b.height ?? 0));
  return {
    source: 'vimeo',
    video: {
      kind: 'vimeo', title: video.title, author: video.owner?.name ?? null, duration: video.duration ?? null, thumbnail_url: thumbnailOf(video),
      // Files are signed for some hours; the page plays it by Vimeo's own player.
      page_url: `https://vimeo.com/${id}${hash === null ? '' : `/${hash}`}`, media_url: null,
      start_at: fragmentSeconds(url),
    },
    author_chapters: (embed?.chapters ?? []).map(({ timecode, title }) => ({ start: timecode, title })),
    tracks: (text_tracks ?? []).flatMap(trackOf),
    ...(spoken !== null && { language: spoken }),
    audio_url: progressive[0]?.url ?? playlistOf(files?.hls),
    notices: [],
  };
}

function thumbnailOf({ thumbnail_url, thumbs }: VimeoConfig['video']): string | null {
  const address = thumbnail_url ?? thumbs?.['640'] ?? thumbs?.base;
  return address && URL.canParse(address) ? address : null;
}

/** Automatic captions are named `en-x-autogen`. */
function trackOf({ lang, url, label }: { lang: string; url: string; label?: string | null | undefined }): CaptionTrack[] {
  if (!URL.canParse(url, 'https://vimeo.com')) return [];
  const kind = /autogen/i.test(lang) ? 'auto' : 'manual';
  return [{ url: new URL(url, 'https://vimeo.com').href, language: shortLanguage(lang.split(/-x-/i, 1)[0]) ?? 'und', kind, label: label ?? null, format: 'vtt' }];
}

type Hls = NonNullable<VimeoConfig['request']['files']>['hls'];

function playlistOf(hls: Hls): string | null {
  if (!hls) return null;
  const { avc_url, url } = hls.cdns[hls.default_cdn ?? ''] ?? Object.values(hls.cdns)[0] ?? {};
  const address = avc_url ?? url;
  return address && URL.canParse(address) ? address : null;
}
