import { z } from 'zod';
import { parseLength } from '#lib/captions/clock-text.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { addressIn } from '../address.ts';
import { askJsonIfThere } from '../ask-json.ts';
import { chaptersOfDescription, linesOfHtml } from '../description-chapters.ts';
import { publishedOn } from '../published-on.ts';
import type { CaptionTrack, Resolved, SourceContext } from '../source.ts';
import type { Episode, Feed } from './feed.ts';

/** https://github.com/Podcastindex-org/podcast-namespace/blob/main/chapters/jsonChapters.md; `toc: false` is not for lists. */
const zChapters = z.looseObject({ chapters: z.array(z.looseObject({ startTime: z.number().min(0), title: z.string().nullish(), toc: z.boolean().default(true) })) });

/** The formats that hold times for sure come first. */
const FORMATS: [RegExp, CaptionTrack['format']][] = [[/vtt/i, 'vtt'], [/subrip|srt/i, 'srt'], [/json/i, 'podcast-json'], [/./, null]];

type Found = {
  feed: Feed;
  episode: Episode;
  /** Where the feed was. */
  base: URL;
};

/** What a feed says of an episode. */
export async function resolvedEpisode(fetch: GuardedFetch, { feed, episode, base }: Found, { signal }: SourceContext): Promise<Resolved> {
  const media = addressIn(episode.media?.url, base);
  const published_on = publishedOn(episode.published);
  return {
    source: 'podcast',
    video: {
      kind: 'podcast', title: episode.title ?? feed.title ?? base.host, author: feed.title ?? feed.author, duration: parseLength(episode.duration),
      thumbnail_url: addressIn(episode.image ?? feed.image, base), page_url: addressIn(episode.link, base) ?? base.href, media_url: media, start_at: 0,
      ...(published_on !== undefined && { published_on }),
    },
    author_chapters: await chaptersOf(fetch, { feed, episode, base }, signal),
    tracks: tracksOf(episode, feed.language, base),
    ...(feed.language !== null && { language: feed.language }),
    audio_url: media,
    notices: [],
  };
}

function tracksOf({ transcripts }: Episode, spoken: string | null, base: URL): CaptionTrack[] {
  const ranked = transcripts.flatMap(({ url, type, language }) => {
    const address = addressIn(url, base);
    const rank = FORMATS.findIndex(([pattern]) => pattern.test(`${type} ${url}`));
    return address === null ? [] : [{ rank, track: { url: address, language: language ?? spoken ?? 'und', kind: 'manual' as const, label: null, format: FORMATS[rank]?.[1] ?? null } }];
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ track }) => track);
}

async function chaptersOf(fetch: GuardedFetch, { episode, base }: Found, signal: AbortSignal): Promise<Resolved['author_chapters']> {
  const address = addressIn(episode.chapters_url, base);
  const told = address === null ? null : await askJsonIfThere(fetch, address, { schema: zChapters, signal });
  const listed = (told?.chapters ?? []).flatMap(({ startTime, title, toc }) => (toc && title ? [{ title, start: startTime }] : []));
  if (listed.length > 0) return listed.toSorted((a, b) => a.start - b.start);
  const inline = episode.chapters.flatMap(({ title, start }) => {
    const seconds = parseLength(start);
    return seconds === null ? [] : [{ title, start: seconds }];
  });
  return inline.length > 0 ? inline : chaptersOfDescription(linesOfHtml(episode.description));
}
