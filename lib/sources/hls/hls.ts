import { shortLanguage } from '#lib/captions/language.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { CaptionTrack, Resolved, SourceContext } from '../source.ts';
import { titleFromUrl } from '../web-kind.ts';
import { fetchPlaylist, parsePlaylist, type Playlist } from './fetch-playlist.ts';
import { soundPlaylist, type MasterPlaylist, type Rendition } from './master-playlist.ts';
import type { MediaPlaylist } from './media-playlist.ts';
import { renditionUrl } from './rendition-url.ts';

/** What a stream offers, apart from where it was found. */
export type Stream = Pick<Resolved, 'tracks' | 'audio_url' | 'notices'> & { title: string | null; /** Seconds. */ duration: number; /** There is nothing but words in it. */ only_words: boolean };

type Asked = { /** What the person wants to hear or read. */ language: string | undefined; context: SourceContext };

/** A stream by its playlist (RFC 8216). @throws Failure `live_not_ended`, `not_media` */
export async function resolveHls(fetch: GuardedFetch, { text, url }: { text: string; url: URL }, asked: Asked): Promise<Resolved> {
  const playlist = parsePlaylist(text, url);
  if (playlist === null) throw new Failure('not_media');
  const { title, duration, only_words, ...stream } = await streamOf(fetch, { playlist, url: url.href }, asked);
  return {
    source: 'web',
    video: {
      kind: only_words ? 'captions' : 'hls', title: title ?? titleOf(url), author: null, duration, thumbnail_url: null,
      page_url: url.href, media_url: only_words ? null : url.href, start_at: 0,
    },
    author_chapters: [],
    ...stream,
  };
}

/** The stream at an address that a page plays. @throws Failure, as `resolveHls` */
export async function streamAt(fetch: GuardedFetch, url: string, asked: Asked): Promise<Stream> {
  return streamOf(fetch, { playlist: await fetchPlaylist(fetch, url, asked.context.signal), url }, asked);
}

async function streamOf(fetch: GuardedFetch, { playlist, url }: { playlist: Playlist; url: string }, { language, context }: Asked): Promise<Stream> {
  if (playlist.kind === 'media') return streamOfMedia(playlist, url);
  context.progress(1, 2, 'Looking into the stream');
  const sound = soundPlaylist(playlist, language);
  if (sound === null) throw new Failure('not_media', { message: 'The stream names nothing that could be played.' });
  const media = await fetchPlaylist(fetch, sound, context.signal);
  if (media.kind === 'master') throw new Failure('not_media', { message: 'The stream leads from one list to the next.' });
  const { duration, audio_url, notices } = streamOfMedia(media, sound);
  return { title: playlist.title, duration, tracks: tracksOf(playlist, sound), audio_url, notices, only_words: false };
}

function streamOfMedia({ segments, ended, duration }: MediaPlaylist, url: string): Stream {
  if (!ended) throw new Failure('live_not_ended');
  if (segments.length === 0) throw new Failure('not_media', { message: 'The stream is empty.' });
  const only_words = segments.every((segment) => /\.(vtt|webvtt|ttml)$/i.test(new URL(segment.url).pathname));
  const locked = segments.some(({ key }) => key !== null && key.method !== 'AES-128');
  return {
    title: null,
    duration,
    tracks: only_words ? [{ url: renditionUrl(url, null), language: 'und', kind: 'manual', label: null, format: 'hls' }] : [],
    audio_url: only_words || locked ? null : url,
    notices: locked ? ['The stream is locked for the site’s own player, so its sound cannot be listened to.'] : [],
    only_words,
  };
}

/** What is said in a foreign language alone comes last. */
function tracksOf({ subtitles }: MasterPlaylist, sound: string): CaptionTrack[] {
  // Several groups may name the same subtitles.
  const unlike = subtitles.filter(({ url }, index) => subtitles.findIndex((other) => other.url === url) === index);
  const rank = (rendition: Rendition) => Number(rendition.forced) * 2 - Number(rendition.is_default);
  return unlike.toSorted((a, b) => rank(a) - rank(b)).map((rendition) => ({
    url: renditionUrl(rendition.url, sound), language: shortLanguage(rendition.language) ?? 'und', kind: rendition.automatic ? 'auto' : 'manual', label: rendition.name || null, format: 'hls',
  }));
}

/** Playlists all have the same few names; the folder that they lie in tells more. */
function titleOf(url: URL): string {
  const named = new URL(url);
  named.pathname = url.pathname.replace(/\/(master|index|main|playlist|manifest|stream|hls|video|prog_index|chunklist)[^/]*\.m3u8?$/i, '');
  return titleFromUrl(named.pathname === '/' || named.pathname === '' ? url : named);
}
