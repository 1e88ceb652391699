import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import { chaptersOfDescription } from '../description-chapters.ts';
import { fetchCaptions } from '../fetch-captions.ts';
import { hasGivenCaptions, withGivenCaptions } from '../given-captions.ts';
import { publishedOn } from '../published-on.ts';
import type { CaptionTrack, Resolved, Source, SourceCaptions } from '../source.ts';
import { mayBeStale } from '../stale.ts';
import { PAGE_CLIENT, youtubeClients, type YoutubeClient } from './clients.ts';
import { changed, openInnertube, youtubeFetch, YOUTUBE_ORIGIN, type AskYoutube } from './innertube.ts';
import { chaptersOfNext, publishedOfNext } from './next-answer.ts';
import { isGated, tracksOfPlayer, zPlayerAnswer, type PlayerAnswer } from './player-answer.ts';
import { failureOfPlayer } from './refusal.ts';
import { isYoutube, youtubeVideo, type YoutubeVideo } from './youtube-url.ts';

/** Of the video, not of who asks: no other program hears anything else. */
const FINAL = new Set(['video_unavailable', 'video_private', 'live_not_ended', 'source_rate_limited', 'source_unreachable', 'forbidden_address']);

type YoutubeOptions = { origin?: string; clients?: readonly YoutubeClient[] };
type Asking = { ask: AskYoutube; id: string; options: TaskOptions; signal: AbortSignal };
type Player = { answer: PlayerAnswer; tracks: CaptionTrack[] };

/** @param origin where all calls go, captions included; path and query are kept */
export function createYoutubeSource(fetch: GuardedFetch, { origin = YOUTUBE_ORIGIN, clients = youtubeClients() }: YoutubeOptions = {}): Source {
  const asked = youtubeFetch(fetch, origin);
  return {
    name: 'youtube',
    matches: isYoutube,
    async resolve(url, options, context) {
      const video = youtubeVideo(url);
      context.progress(0, 1, 'Asking YouTube about the video');
      const asking = { ask: await openInnertube(asked, context.signal), id: video.id, options, signal: context.signal };
      const [player, next] = await Promise.all([askAll(asking, clients), askNext(asking)]);
      return withGivenCaptions(resolvedOf(video, player, next), options);
    },
    async captions(resolved, options, context) {
      if (hasGivenCaptions(options)) return fetchCaptions(fetch, resolved, { options, context });
      try {
        return await fetchCaptions(asked, resolved, { options, context });
      } catch (thrown) {
        context.signal.throwIfAborted();
        if (!mayBeStale(thrown)) throw thrown;
        const { id } = youtubeVideo(new URL(resolved.video.page_url));
        const asking = { ask: await openInnertube(asked, context.signal), id, options, signal: context.signal };
        const again = await captionsAnew(asking, clients, async (tracks) => fetchCaptions(asked, { ...resolved, tracks }, { options, context }));
        if (again === null) throw thrown;
        return again;
      }
    },
  };
}

/** The first answer with captions that are handed out; else the best of the others. @throws Failure why there is none */
async function askAll(asking: Asking, clients: readonly YoutubeClient[]): Promise<Player> {
  let best: Player | null = null;
  let failure: Failure | null = null;
  for (const client of clients) {
    try {
      const player = await askOne(asking, client);
      if (player.tracks.some((track) => !isGated(track))) return player;
      if (best === null || best.tracks.length === 0) best = player;
    } catch (thrown) {
      asking.signal.throwIfAborted();
      const told = asFailure(thrown);
      if (best === null && FINAL.has(told.code)) throw told;
      failure ??= told;
    }
  }
  if (best) return best;
  throw failure ?? new Failure('source_blocked');
}

/** Captions whose address has run out, or that came empty to one program, may be handed out now or to another; null where to none. */
async function captionsAnew(asking: Asking, clients: readonly YoutubeClient[], read: (tracks: CaptionTrack[]) => Promise<SourceCaptions>): Promise<SourceCaptions | null> {
  for (const client of clients) {
    try {
      const open = (await askOne(asking, client)).tracks.filter((track) => !isGated(track));
      if (open.length > 0) return await read(open);
    } catch (thrown) {
      asking.signal.throwIfAborted();
      if (asFailure(thrown).code === 'source_rate_limited') throw thrown;
    }
  }
  return null;
}

async function askOne({ ask, id, options }: Asking, client: YoutubeClient): Promise<Player> {
  const parsed = zPlayerAnswer.safeParse(await ask('/player', id, client));
  if (!parsed.success) throw changed(parsed.error);
  const failure = failureOfPlayer(parsed.data);
  if (failure) throw failure;
  return { answer: parsed.data, tracks: tracksOfPlayer(parsed.data, options.language) };
}

/** Chapters and dates are a gift: without them the video is as good. */
async function askNext({ ask, id, signal }: Asking): Promise<unknown> {
  try {
    return await ask('/next', id, PAGE_CLIENT);
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

function resolvedOf({ id, start_at, in_list }: YoutubeVideo, { answer, tracks }: Player, next: unknown): Resolved {
  const { videoDetails: details, microformat } = answer;
  const marked = chaptersOfNext(next);
  const published_on = publishedOn(microformat?.playerMicroformatRenderer.publishDate) ?? publishedOfNext(next);
  return {
    source: 'youtube',
    video: {
      kind: 'youtube', title: details?.title || id, author: details?.author ?? null, duration: details?.lengthSeconds || null,
      thumbnail_url: details?.thumbnail.thumbnails.at(-1)?.url ?? null, page_url: `${YOUTUBE_ORIGIN}/watch?v=${id}`, media_url: null, start_at,
      ...(published_on !== undefined && { published_on }),
    },
    author_chapters: marked.length > 0 ? marked : chaptersOfDescription(details?.shortDescription ?? ''),
    tracks,
    audio_url: null,
    notices: in_list ? ['The link names a list as well; only this video is read.'] : [],
  };
}
