import { shortLanguage } from '#lib/captions/language.ts';
import { readMarkup } from '#lib/captions/markup.ts';
import type { Steps } from '#lib/platform/steps.ts';
import { endsAs, MEDIA_ENDINGS } from '#lib/protocol/file-endings.ts';
import { pathIn } from '../address.ts';

/** An episode of a feed; addresses as written. */
export type Episode = {
  guid: string | null;
  title: string | null;
  link: string | null;
  published: string | null;
  duration: string | null;
  image: string | null;
  description: string;
  media: { url: string; type: string } | null;
  transcripts: { url: string; type: string; language: string | null }[];
  chapters_url: string | null;
  /** Podlove Simple Chapters, written into the feed itself. */
  chapters: { title: string; start: string }[];
};

export type Feed = {
  title: string | null;
  author: string | null;
  image: string | null;
  /** BCP 47. */
  language: string | null;
  episodes: Episode[];
};

type Attributes = Record<string, string>;

/** Whether a text is RSS or Atom. */
export function isFeed(text: string): boolean {
  return /<(rss|feed|rdf:RDF)[\s>]/i.test(text.slice(0, 5_000)) && !/^\s*<(!doctype html|html)/i.test(text);
}

/** Reads RSS 2.0 and Atom as they are written: nothing in them is ever an error. */
export function* readFeed(xml: string): Steps<Feed> {
  const feed: Feed = { title: null, author: null, image: null, language: null, episodes: [] };
  const path: string[] = [];
  let episode: Episode | null = null;
  let text = '';
  yield* readMarkup(xml, 'xml', {
    open(name, attributes) {
      path.push(name);
      text = '';
      if (name === 'item' || name === 'entry') feed.episodes.push((episode = blankEpisode()));
      else if (episode) openIn(episode, name, attributes);
      else if (name === 'itunes:image') feed.image ??= attributes.href ?? null;
    },
    text: (part) => void (text += part),
    close(name) {
      path.pop();
      const said = text.trim();
      if (name === 'item' || name === 'entry') episode = null;
      else if (episode) closeIn(episode, name, said);
      else closeInChannel(feed, { name, parent: path.at(-1) ?? '' }, said);
      text = '';
    },
  });
  return feed;
}

function blankEpisode(): Episode {
  return { guid: null, title: null, link: null, published: null, duration: null, image: null, description: '', media: null, transcripts: [], chapters_url: null, chapters: [] };
}

function openIn(episode: Episode, name: string, { url, href, type = '', rel, language, start, title }: Attributes): void {
  if (name === 'enclosure' && url && isPlayable(type, url)) episode.media ??= { url, type };
  else if (name === 'link' && href && rel === 'enclosure' && isPlayable(type, href)) episode.media ??= { url: href, type };
  else if (name === 'link' && href && (rel === undefined || rel === 'alternate')) episode.link ??= href;
  else if (name === 'itunes:image') episode.image ??= href ?? null;
  else if (name === 'podcast:transcript' && url) episode.transcripts.push({ url, type, language: shortLanguage(language) });
  else if (name === 'podcast:chapters' && url) episode.chapters_url ??= url;
  else if (name === 'psc:chapter' && start && title) episode.chapters.push({ title, start });
}

function isPlayable(type: string, url: string): boolean {
  return /^(audio|video)\//i.test(type) || endsAs(pathIn(url), MEDIA_ENDINGS);
}

function closeIn(episode: Episode, name: string, said: string): void {
  if (said === '') return;
  if (name === 'title') episode.title ??= said;
  else if (name === 'guid' || name === 'id') episode.guid ??= said;
  else if (name === 'link') episode.link ??= said;
  else if (name === 'pubDate' || name === 'published' || name === 'dc:date') episode.published ??= said;
  else if (name === 'itunes:duration') episode.duration ??= said;
  else if (/^(description|content:encoded|itunes:summary|summary|content)$/.test(name) && said.length > episode.description.length) episode.description = said;
}

function closeInChannel(feed: Feed, { name, parent }: { name: string; parent: string }, said: string): void {
  if (said === '') return;
  if (name === 'title' && parent !== 'image') feed.title ??= said;
  else if (name === 'itunes:author') feed.author ??= said;
  else if (name === 'language') feed.language ??= shortLanguage(said);
  else if (name === 'url' && parent === 'image') feed.image ??= said;
}
