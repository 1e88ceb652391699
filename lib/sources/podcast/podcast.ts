import { z } from 'zod';
import { textOf, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { inSlices } from '#lib/platform/steps.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { arriving } from '../arriving.ts';
import { askJson } from '../ask-json.ts';
import { fetchCaptions } from '../fetch-captions.ts';
import { withGivenCaptions } from '../given-captions.ts';
import type { Resolved, Source, SourceContext } from '../source.ts';
import { chooseEpisode, episodeOfPage } from './choose-episode.ts';
import { resolvedEpisode } from './episode-facts.ts';
import { isFeed, readFeed } from './feed.ts';

const LOOKUP_ORIGIN = 'https://itunes.apple.com';
const MAX_FEED_BYTES = 48 * 1024 * 1024;
/** Apple's answer to a look-up holds at most this many. */
const READING = 'Reading the podcast’s feed';
const LOOKED_UP = 200;

const zLookup = z.looseObject({
  results: z.array(z.looseObject({ feedUrl: z.string().optional(), trackId: z.number().optional(), episodeGuid: z.string().optional() })),
});

/** Podcasts by the page that Apple has of them; feeds and other pages are told by what they answer (see the web's source). */
export function createPodcastSource(fetch: GuardedFetch, origin = LOOKUP_ORIGIN): Source {
  return {
    name: 'podcast',
    matches: (url) => url.hostname === 'podcasts.apple.com' && showOf(url) !== null,
    async resolve(url, options, context) {
      context.progress(0, 2, 'Asking Apple where the podcast is');
      const { feed_url, guid } = await lookUp(fetch, { url, origin }, context.signal);
      context.progress(1, 2, READING);
      const { text, url: base } = await openFeed(fetch, feed_url, context);
      return withGivenCaptions(await resolveFeed(fetch, { text, base, fragment: guid ?? '' }, context), options);
    },
    captions: (resolved, options, context) => fetchCaptions(fetch, resolved, { options, context }),
  };
}

/** The episode of a feed that `fragment` names, else the newest. */
export async function resolveFeed(fetch: GuardedFetch, { text, base, fragment }: { text: string; base: URL; fragment: string }, context: SourceContext): Promise<Resolved> {
  const feed = await inSlices(readFeed(text), context.signal);
  const episode = chooseEpisode(feed.episodes, fragment);
  const resolved = await resolvedEpisode(fetch, { feed, episode, base }, context);
  const notice = `The newest episode of ${feed.title ?? 'this podcast'} is read. For another, paste the link of its own page, or add # and its guid to the feed’s link.`;
  return fragment.replace('#', '') === '' && feed.episodes.length > 1 ? { ...resolved, notices: [notice] } : resolved;
}

type Page = { url: URL; feeds: readonly string[]; played: readonly string[] };

/** The episode whose page this is, by the feed that the page links to; null where no feed knows the page. */
export async function resolveEpisodePage(fetch: GuardedFetch, { url, feeds, played }: Page, context: SourceContext): Promise<Resolved | null> {
  const addresses = feeds.flatMap((address) => (URL.canParse(address, url) ? [new URL(address, url).href] : []));
  for (const address of addresses.slice(0, 2)) {
    context.progress(0, 1, READING);
    const opened = await openIfFeed(fetch, address, context);
    if (opened === null) continue;
    const feed = await inSlices(readFeed(opened.text), context.signal);
    const episode = episodeOfPage(feed.episodes, opened.url, { url, played: played.flatMap((media) => (URL.canParse(media, url) ? [new URL(media, url).href] : [])) });
    if (episode) return resolvedEpisode(fetch, { feed, episode, base: opened.url }, context);
  }
  return null;
}

async function openFeed(fetch: GuardedFetch, address: string, context: SourceContext): Promise<{ text: string; url: URL }> {
  const fetched = await fetch(address, { signal: context.signal, max_bytes: MAX_FEED_BYTES, cache: true, onBytes: arriving(context, READING, 0.9), headers: { accept: 'application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5' } });
  const text = await textOf(fetched, context.signal);
  if (!isFeed(text)) throw new Failure('not_media', { message: 'The podcast’s feed is none.' });
  return { text, url: fetched.url };
}

/** A page is no worse for a feed that cannot be read. */
async function openIfFeed(fetch: GuardedFetch, address: string, context: SourceContext): Promise<{ text: string; url: URL } | null> {
  try {
    return await openFeed(fetch, address, context);
  } catch {
    context.signal.throwIfAborted();
    return null;
  }
}

/** `/us/podcast/name/id123456?i=1000654321`. */
function showOf({ pathname }: URL): string | null {
  return /\/id(\d{4,})\/?$/.exec(pathname)?.[1] ?? null;
}

async function lookUp(fetch: GuardedFetch, { url, origin }: { url: URL; origin: string }, signal: AbortSignal): Promise<{ feed_url: string; guid: string | null }> {
  const wanted = url.searchParams.get('i');
  const query = new URLSearchParams({ id: showOf(url) ?? '', media: 'podcast', entity: wanted === null ? 'podcast' : 'podcastEpisode', limit: String(LOOKED_UP) });
  const answer = await askJson(fetch, new URL(`/lookup?${query}`, origin), { schema: zLookup, signal });
  const feed_url = answer?.results.find((result) => result.feedUrl !== undefined)?.feedUrl;
  if (feed_url === undefined) throw new Failure('video_unavailable', { message: 'Apple knows no open feed of this podcast.', hint: 'Paste the link of the podcast’s own feed or page.' });
  if (wanted === null) return { feed_url, guid: null };
  const guid = answer?.results.find(({ trackId }) => String(trackId) === wanted)?.episodeGuid;
  if (guid === undefined) throw new Failure('video_unavailable', { message: 'Apple no longer lists this episode.', hint: 'Paste the link of the episode’s own page, or of the podcast’s feed with # and the episode’s guid.' });
  return { feed_url, guid };
}
