import { readMarkup } from '#lib/captions/markup.ts';
import type { Steps } from '#lib/platform/steps.ts';
import { endsAs, MEDIA_ENDINGS } from '#lib/protocol/file-endings.ts';
import { pathIn } from './address.ts';

/** What an HTML page says of what it plays; addresses as written. */
export type PageFacts = {
  title: string | null;
  author: string | null;
  base: string | null;
  og_title: string | null;
  og_image: string | null;
  og_videos: string[];
  media: string[];
  poster: string | null;
  tracks: { src: string; language: string | null; label: string | null }[];
  json_ld: string[];
  /** Players of other sites in this page. */
  embeds: string[];
  /** RSS and Atom that the page links to. */
  feeds: string[];
};

type Attributes = Record<string, string>;

/** What plays by itself; else it is a player. */
const PLAYED = [...MEDIA_ENDINGS, 'm3u8'];

/** Reads a page as browsers do: nothing in it is ever an error. */
export function* readPage(html: string): Steps<PageFacts> {
  const facts: PageFacts = { title: null, author: null, base: null, og_title: null, og_image: null, og_videos: [], media: [], poster: null, tracks: [], json_ld: [], embeds: [], feeds: [] };
  let text: { kind: 'title' | 'json_ld'; parts: string[] } | null = null;
  let inMedia = 0;
  yield* readMarkup(html, 'html', {
    open(name, attributes) {
      if (name === 'title' && facts.title === null) text = { kind: 'title', parts: [] };
      else if (name === 'script' && /ld\+json/i.test(attributes.type ?? '')) text = { kind: 'json_ld', parts: [] };
      else if (name === 'video' || name === 'audio') {
        inMedia += 1;
        openMedia(facts, attributes);
      } else if (inMedia > 0 && name === 'source' && attributes.src) facts.media.push(attributes.src);
      else if (name === 'track') openTrack(facts, attributes);
      else if (name === 'meta') openMeta(facts, attributes);
      else if (name === 'iframe') openFrame(facts, attributes);
      else if (name === 'link') openLink(facts, attributes);
      else if (name === 'base') facts.base ??= attributes.href ?? null;
    },
    text(part) {
      text?.parts.push(part);
    },
    close(name) {
      if (name === 'video' || name === 'audio') inMedia = Math.max(0, inMedia - 1);
      if (text === null || (name !== 'title' && name !== 'script')) return;
      const whole = text.parts.join('').trim();
      if (text.kind === 'json_ld') facts.json_ld.push(whole);
      else facts.title = whole.replace(/\s+/g, ' ') || null;
      text = null;
    },
  });
  return facts;
}

function openMedia(facts: PageFacts, { src, poster }: Attributes): void {
  if (src) facts.media.push(src);
  facts.poster ??= poster ?? null;
}

function openTrack(facts: PageFacts, { src, kind, srclang, label }: Attributes): void {
  // Without a kind a track is subtitles (HTML, 4.8.11).
  if (src && /^(captions|subtitles)?$/i.test(kind ?? '')) facts.tracks.push({ src, language: srclang ?? null, label: label ?? null });
}

/** Frames that are loaded late keep their address aside. */
function openFrame(facts: PageFacts, attributes: Attributes): void {
  const src = attributes.src || attributes['data-src'];
  if (src) facts.embeds.push(src);
}

function openLink(facts: PageFacts, { rel, type, href }: Attributes): void {
  if (href && /\balternate\b/i.test(rel ?? '') && /^application\/(rss|atom)\+xml/i.test(type ?? '')) facts.feeds.push(href);
}

function openMeta(facts: PageFacts, { property, name, content }: Attributes): void {
  const key = (property ?? name ?? '').toLowerCase();
  if (!content) return;
  if (key === 'og:title') facts.og_title ??= content;
  else if (key === 'og:image') facts.og_image ??= content;
  else if (key === 'author') facts.author ??= content;
  else if (/^og:(video|audio)(:url|:secure_url)?$/.test(key)) (endsAs(pathIn(content), PLAYED) ? facts.og_videos : facts.embeds).push(content);
  else if (key === 'twitter:player') facts.embeds.push(content);
}
