import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { inSlices } from '#lib/platform/steps.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import { shortLanguage } from '#lib/captions/language.ts';
import { urlIn } from './address.ts';
import type { Candidate } from './candidate.ts';
import { lookInside } from './embedded-tracks.ts';
import { streamAt } from './hls/hls.ts';
import { resolveEpisodePage } from './podcast/podcast.ts';
import { publishedOn } from './published-on.ts';
import { readPage, type PageFacts } from './read-page.ts';
import { fragmentSeconds } from './link-time.ts';
import { siblingTracks } from './sibling-captions.ts';
import type { CaptionTrack, Resolved, SourceContext } from './source.ts';
import { titleFromUrl } from './web-kind.ts';
import { readVideoObject, type VideoFacts } from './video-object.ts';

export type Opened = { html: string; url: URL };
export type PageDeps = {
  fetch: GuardedFetch;
  /** Sources whose players other sites embed. */
  embeddable: readonly Candidate[];
};
type Asked = { options: TaskOptions; context: SourceContext };

/**
 * A page that plays something: `<video>` or `<audio>` with `<track>`, JSON-LD, `og:video`; else the podcast episode
 * that its feed knows it as; else another site's player in it. @throws Failure `not_media`
 */
export async function resolvePage(deps: PageDeps, page: Opened, asked: Asked): Promise<Resolved> {
  const { fetch } = deps;
  const facts = await inSlices(readPage(page.html), asked.context.signal);
  const told = facts.json_ld.map(readVideoObject).find((found) => found !== null) ?? null;
  const base = urlIn(facts.base, page.url) ?? page.url;
  const played = [...facts.media, told?.content_url, ...facts.og_videos];
  const media = first(played, base);
  const tracks = tracksOf(facts, base);
  if (tracks.length === 0 && facts.feeds.length > 0) {
    const episode = await resolveEpisodePage(fetch, { url: page.url, feeds: facts.feeds, played: played.filter((address) => typeof address === 'string') }, asked.context);
    if (episode) return episode;
  }
  if (!media && tracks.length === 0) return embeddedIn([told?.embed_url, ...facts.embeds], { base, embeddable: deps.embeddable, asked });
  const played_with = media ? await wordsOf(fetch, media, { known: tracks, asked }) : { tracks: [], author_chapters: [], audio_url: null, notices: [], duration: null };
  const video = videoOf({ facts, told, media, base, page: page.url });
  return {
    source: 'web',
    video: { ...video, duration: video.duration ?? played_with.duration },
    author_chapters: told?.chapters?.length ? told.chapters : played_with.author_chapters,
    tracks: [...tracks, ...played_with.tracks],
    audio_url: played_with.audio_url,
    notices: [...(facts.media.length > 1 ? ['This page holds several videos; the first one is read.'] : []), ...played_with.notices],
  };
}

type Words = Pick<Resolved, 'tracks' | 'author_chapters' | 'audio_url' | 'notices'> & { duration: number | null };

/** What a page's video brings along: a stream its subtitles, a file those that lie beside it or in it. */
async function wordsOf(fetch: GuardedFetch, media: URL, { known, asked: { options, context } }: { known: CaptionTrack[]; asked: Asked }): Promise<Words> {
  const file = { tracks: [], author_chapters: [], audio_url: media.href, notices: [], duration: null };
  if (/\.m3u8$/i.test(media.pathname)) {
    return { ...file, ...(await streamAt(fetch, media.href, { language: options.language, context }).catch(unlessWords(known, context))) };
  }
  if (known.length > 0) return file;
  const beside = await siblingTracks(fetch, media, context.signal);
  if (beside.length > 0) return { ...file, tracks: beside };
  const { tracks, chapters } = await lookInside(fetch, media, context.signal);
  return { ...file, tracks, author_chapters: chapters };
}

/** A stream that cannot be read is no loss where the page itself has the words. */
function unlessWords(known: readonly CaptionTrack[], { signal }: SourceContext): (thrown: unknown) => { audio_url: null } {
  return (thrown) => {
    if (known.length === 0 || signal.aborted) throw thrown;
    return { audio_url: null };
  };
}

type Frames = { base: URL; embeddable: readonly Candidate[]; asked: Asked };

/** The first player of another site that shows one video. @throws Failure `not_media` where there is none, and those of its source */
async function embeddedIn(addresses: readonly (string | null | undefined)[], { base, embeddable, asked }: Frames): Promise<Resolved> {
  for (const address of addresses) {
    const url = urlIn(address, base);
    const source = url && embeddable.find((candidate) => candidate.matches(url));
    if (!url || !source) continue;
    const resolved = await source.resolve(url, asked.options, asked.context).catch((thrown: unknown) => {
      if (asFailure(thrown).code !== 'unsupported_url') throw thrown;
      return null;
    });
    if (resolved) return { ...resolved, notices: [`The video in this page is shown from ${url.host.replace(/^www\./, '')}.`, ...resolved.notices] };
  }
  throw new Failure('not_media');
}

type Found = { facts: PageFacts; told: VideoFacts | null; media: URL | null; base: URL; page: URL };

function videoOf({ facts, told, media, base, page }: Found): Resolved['video'] {
  const published_on = publishedOn(told?.published);
  return {
    kind: 'page',
    title: told?.name ?? facts.og_title ?? facts.title ?? titleFromUrl(page),
    author: told?.author ?? facts.author,
    duration: told?.duration ?? null,
    thumbnail_url: first([told?.thumbnail, facts.poster, facts.og_image], base)?.href ?? null,
    page_url: page.href,
    media_url: media?.href ?? null,
    start_at: fragmentSeconds(page),
    ...(published_on !== undefined && { published_on }),
  };
}

function tracksOf(facts: PageFacts, base: URL): CaptionTrack[] {
  return facts.tracks.flatMap(({ src, language, label }) => {
    const url = urlIn(src, base);
    if (!url) return [];
    return [{ url: url.href, language: (language ? shortLanguage(language) : null) ?? 'und', kind: 'manual' as const, label, format: null }];
  });
}

function first(addresses: readonly (string | null | undefined)[], base: URL): URL | null {
  for (const address of addresses) {
    const url = urlIn(address, base);
    if (url) return url;
  }
  return null;
}
