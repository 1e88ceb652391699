import { Failure } from '#lib/protocol/errors.ts';
import { percentDecoded } from '#lib/protocol/percent.ts';
import type { Episode } from './feed.ts';

/** The episode that a link names after its `#` (guid, link, address of the recording or title), else the newest. @throws Failure `not_media`, `video_unavailable` */
export function chooseEpisode(all: readonly Episode[], fragment: string): Episode {
  const episodes = all.filter(({ media }) => media !== null);
  const newest = episodes.toSorted((a, b) => time(b) - time(a))[0];
  if (newest === undefined) throw new Failure('not_media', { message: 'There are no recordings in this feed.' });
  const wanted = percentDecoded(fragment.replace(/^#/, '')).replace(/^(guid|episode)=/, '').trim();
  if (wanted === '' || /^t=[\dhms.:]+$/.test(wanted)) return newest;
  const named = episodes.find(({ guid, link, media, title }) => [guid, link, media?.url, title].includes(wanted));
  if (named) return named;
  throw new Failure('video_unavailable', { message: `No episode of this podcast is called “${wanted.slice(0, 100)}”.`, hint: 'Leave out what follows # to read the newest episode, or paste the link of the episode’s own page.' });
}

type Page = { url: URL; played: readonly string[] };

/** The episode whose page this is, or whose recording the page plays; null where it is none of the feed at `base`. */
export function episodeOfPage(episodes: readonly Episode[], base: URL, page: Page): Episode | null {
  const own = episodes.filter(({ media }) => media !== null);
  const is = (text: string | null | undefined, url: URL) => typeof text === 'string' && URL.canParse(text, base) && bare(new URL(text, base)) === bare(url);
  const shown = own.find(({ link, guid }) => is(link, page.url) || (URL.canParse(guid ?? '') && is(guid, page.url)));
  return shown ?? own.find(({ media }) => page.played.some((address) => is(media?.url, new URL(address)))) ?? null;
}

/** Trackers and schemes differ between a feed and the page that it points to. */
function bare({ hostname, pathname }: URL): string {
  return `${hostname.replace(/^www\./, '')}${pathname.replace(/\/$/, '')}`;
}

/** One without a date counts as old: feeds list the newest first, and sorting keeps that order. */
function time({ published }: Episode): number {
  const parsed = Date.parse(published ?? '');
  return Number.isNaN(parsed) ? 0 : parsed;
}
