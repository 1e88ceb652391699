import type { Types } from 'youtubei.js';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { fetchCaptions } from '../fetch-captions.ts';
import { withGivenCaptions } from '../given-captions.ts';
import type { CaptionTrack, Resolved, Source, SourceContext } from '../source.ts';
import { chaptersOfDescription, chaptersOfNext } from './author-chapters.ts';
import { openInnertube, youtubeFetch, YOUTUBE_ORIGIN, type AskYoutube } from './innertube.ts';
import { failureOfPlayer, isGated, tracksOfPlayer, zPlayerAnswer, type PlayerAnswer } from './player-answer.ts';
import { isYoutube, youtubeVideo, type YoutubeVideo } from './youtube-url.ts';

/** Programs that YouTube is asked as, until one is given captions that it hands out. Their versions are the library's. */
const CLIENTS: readonly Types.InnerTubeClient[] = ['ANDROID', 'IOS', 'MWEB', 'WEB'];
/** Of the video, not of who asks: no other program hears anything else. */
const FINAL = new Set(['video_unavailable', 'video_private', 'live_not_ended', 'source_rate_limited', 'source_unreachable', 'forbidden_address']);

export function createYoutubeSource(fetch: GuardedFetch, origin: string = YOUTUBE_ORIGIN): Source {
  const asked = youtubeFetch(fetch, origin);
  return {
    name: 'youtube',
    matches: isYoutube,
    async resolve(url, options, context) {
      const video = youtubeVideo(url);
      context.progress(0, 1, 'Asking YouTube about the video');
      const ask = await openInnertube(asked, context.signal);
      const [player, next] = await Promise.all([askAll(ask, video.id, context), askNext(ask, video.id, context)]);
      return withGivenCaptions(resolvedOf(video, player, next), options);
    },
    captions: (resolved, options, context) => {
      const given = options.captions !== undefined && options.captions.trim() !== '';
      return fetchCaptions(given ? fetch : asked, resolved, { options, context });
    },
  };
}

type Player = { answer: PlayerAnswer; tracks: CaptionTrack[] };

/** The first answer with captions that are handed out; else the best of the others. @throws Failure why there is none */
async function askAll(ask: AskYoutube, id: string, { signal }: SourceContext): Promise<Player> {
  let best: Player | null = null;
  let failure: Failure | null = null;
  for (const client of CLIENTS) {
    try {
      const player = await askOne(ask, id, client);
      if (player.tracks.some((track) => !isGated(track))) return player;
      if (best === null || best.tracks.length === 0) best = player;
    } catch (thrown) {
      signal.throwIfAborted();
      const told = asFailure(thrown);
      if (best === null && FINAL.has(told.code)) throw told;
      failure ??= told;
    }
  }
  if (best) return best;
  throw failure ?? new Failure('source_blocked');
}

async function askOne(ask: AskYoutube, id: string, client: Types.InnerTubeClient): Promise<Player> {
  const parsed = zPlayerAnswer.safeParse(await ask('/player', id, client));
  if (!parsed.success) throw new Failure('source_blocked', { message: 'YouTube did not answer as it used to.', cause: parsed.error });
  const failure = failureOfPlayer(parsed.data);
  if (failure) throw failure;
  return { answer: parsed.data, tracks: tracksOfPlayer(parsed.data) };
}

/** Chapters are a gift: without them the video is as good. */
async function askNext(ask: AskYoutube, id: string, { signal }: SourceContext): Promise<unknown> {
  try {
    return await ask('/next', id, 'WEB');
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

function resolvedOf({ id, start_at, in_list }: YoutubeVideo, { answer: { videoDetails: details }, tracks }: Player, next: unknown): Resolved {
  const marked = chaptersOfNext(next);
  return {
    source: 'youtube',
    video: {
      kind: 'youtube', title: details?.title || id, author: details?.author ?? null, duration: details?.lengthSeconds || null,
      thumbnail_url: details?.thumbnail.thumbnails.at(-1)?.url ?? null, page_url: `${YOUTUBE_ORIGIN}/watch?v=${id}`, media_url: null, start_at,
    },
    author_chapters: marked.length > 0 ? marked : chaptersOfDescription(details?.shortDescription ?? ''),
    tracks,
    audio_url: null,
    notices: in_list ? ['The link names a list as well; only this video is read.'] : [],
  };
}
