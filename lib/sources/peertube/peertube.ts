import { shortLanguage } from '#lib/captions/language.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { askJson, askJsonIfThere } from '../ask-json.ts';
import type { Candidate } from '../candidate.ts';
import { chaptersOfDescription } from '../description-chapters.ts';
import { fetchCaptions } from '../fetch-captions.ts';
import { withGivenCaptions } from '../given-captions.ts';
import { linkSeconds } from '../link-time.ts';
import { publishedOn } from '../published-on.ts';
import type { CaptionTrack, Resolved, SourceContext } from '../source.ts';
import { zPeertubeCaptions, zPeertubeChapters, zPeertubeConfig, zPeertubeVideo, type PeertubeCaptions, type PeertubeFile, type PeertubeVideo } from './answers.ts';

/** A stream that is over but whose recording is not a video of its own. */
const LIVE_ENDED = 5;
/** Lines of a picture that is good enough beside a transcript. */
const GOOD_HEIGHT = 720;

/** Any instance of PeerTube: the form of its addresses is tried, its API tells. */
export function createPeertubeSource(fetch: GuardedFetch): Candidate {
  return {
    name: 'peertube',
    matches: (url) => videoIdOf(url) !== null,
    async resolve(url, options, context) {
      const resolved = await resolvePeertube(fetch, url, context);
      return resolved && withGivenCaptions(resolved, options);
    },
    captions: (resolved, options, context) => fetchCaptions(fetch, resolved, { options, context }),
  };
}

/** `/w/ID`, `/videos/watch/ID`, `/videos/embed/ID`, where an id is a UUID or its short form. */
export function videoIdOf({ pathname }: URL): string | null {
  const id = /^\/(?:w|videos\/(?:watch|embed))\/([A-Za-z0-9-]+)\/?$/.exec(pathname)?.[1] ?? '';
  return /^([1-9A-HJ-NP-Za-km-z]{20,22}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(id) ? id : null;
}

async function resolvePeertube(fetch: GuardedFetch, url: URL, context: SourceContext): Promise<Resolved | null> {
  const { signal } = context;
  const api = new URL(`/api/v1/videos/${videoIdOf(url)}`, url);
  context.progress(0, 2, `Asking ${url.host} about the video`);
  const video = await askVideo(fetch, api, signal);
  if (video === null) return null;
  if (video.isLive && video.state?.id !== LIVE_ENDED) throw new Failure('live_not_ended');
  context.progress(1, 2, 'Listing the captions');
  const [captions, chapters] = await Promise.all([
    askJson(fetch, `${api.href}/captions`, { schema: zPeertubeCaptions, signal }),
    askJsonIfThere(fetch, `${api.href}/chapters`, { schema: zPeertubeChapters, signal }),
  ]);
  const marked = (chapters?.chapters ?? []).map(({ timecode, title }) => ({ start: timecode, title }));
  return { ...resolvedOf(video, url), tracks: tracksOf(captions, url), author_chapters: marked.length > 0 ? marked : chaptersOfDescription(video.description ?? '') };
}

/** A refusal is PeerTube's own word only where PeerTube it is. */
async function askVideo(fetch: GuardedFetch, api: URL, signal: AbortSignal): Promise<PeertubeVideo | null> {
  try {
    return await askJson(fetch, api, { schema: zPeertubeVideo, signal });
  } catch (thrown) {
    signal.throwIfAborted();
    const failure = asFailure(thrown);
    if (failure.code !== 'source_blocked' && failure.code !== 'video_unavailable') throw failure;
    const config = await askJsonIfThere(fetch, new URL('/api/v1/config', api), { schema: zPeertubeConfig, signal });
    if (config === null) return null;
    throw failure.code === 'source_blocked' ? new Failure('video_private', { message: 'The video is private, or asks for a password.' }) : failure;
  }
}

function resolvedOf(video: PeertubeVideo, url: URL): Omit<Resolved, 'tracks' | 'author_chapters'> {
  const picture = video.previewPath ?? video.thumbnailPath;
  const published_on = publishedOn(video.originallyPublishedAt ?? video.publishedAt);
  const spoken = shortLanguage(video.language?.id);
  return {
    source: 'peertube',
    video: {
      kind: 'peertube', title: video.name, author: video.channel?.displayName ?? video.account.displayName, duration: video.duration ?? null,
      thumbnail_url: picture ? new URL(picture, url).href : null, page_url: new URL(`/videos/watch/${video.uuid}`, url).href,
      media_url: playable(video), start_at: linkSeconds(url.searchParams.get('start')), ...(published_on !== undefined && { published_on }),
    },
    ...(spoken !== null && { language: spoken }),
    audio_url: soundOf(video),
    notices: [],
  };
}

function tracksOf(captions: PeertubeCaptions | null, url: URL): CaptionTrack[] {
  return (captions?.data ?? []).flatMap(({ language, automaticallyGenerated, fileUrl, captionPath }) => {
    const address = fileUrl ?? captionPath;
    if (!address || !URL.canParse(address, url)) return [];
    return [{ url: new URL(address, url).href, language: shortLanguage(language.id) ?? 'und', kind: automaticallyGenerated ? 'auto' as const : 'manual' as const, label: language.label ?? null, format: 'vtt' as const }];
  });
}

function filesOf({ files, streamingPlaylists }: PeertubeVideo): PeertubeFile[] {
  return [...files, ...streamingPlaylists.flatMap((playlist) => playlist.files)].filter(({ fileUrl }) => URL.canParse(fileUrl));
}

/** The file with sound and picture nearest to a good height; null where only the site's own player can play it. */
function playable(video: PeertubeVideo): string | null {
  const whole = filesOf(video).filter(({ hasAudio, hasVideo, resolution }) => hasAudio !== false && hasVideo !== false && resolution.id > 0);
  return whole.toSorted((a, b) => Math.abs(a.resolution.id - GOOD_HEIGHT) - Math.abs(b.resolution.id - GOOD_HEIGHT))[0]?.fileUrl ?? null;
}

/** The smallest file with sound: an instance may keep sound apart, as resolution 0. */
function soundOf(video: PeertubeVideo): string | null {
  const sounding = filesOf(video).filter(({ hasAudio }) => hasAudio !== false).toSorted((a, b) => a.resolution.id - b.resolution.id);
  const playlist = video.streamingPlaylists[0]?.playlistUrl;
  return sounding[0]?.fileUrl ?? (playlist !== undefined && URL.canParse(playlist) ? playlist : null);
}
