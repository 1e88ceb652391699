import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { shortLanguage } from '#lib/captions/language.ts';
import { readPage, type PageFacts } from './read-page.ts';
import { siblingTracks } from './sibling-captions.ts';
import type { CaptionTrack, Resolved, SourceContext } from './source.ts';
import { titleFromUrl } from './web-kind.ts';
import { readVideoObject, type VideoFacts } from './video-object.ts';

/** A page that plays something: `<video>` or `<audio>` with `<track>`, JSON-LD `VideoObject`, `og:video`. @throws Failure `not_media` */
export async function resolvePage(fetch: GuardedFetch, page: { html: string; url: URL }, context: SourceContext): Promise<Resolved> {
  const facts = readPage(page.html);
  const told = facts.json_ld.map(readVideoObject).find((found) => found !== null) ?? null;
  const base = absolute(facts.base, page.url) ?? page.url;
  const media = first([...facts.media, told?.content_url, ...facts.og_videos], base);
  const tracks = tracksOf(facts, base);
  if (!media && tracks.length === 0) throw new Failure('not_media');
  const beside = media && tracks.length === 0 ? await siblingTracks(fetch, media, context.signal) : [];
  return {
    source: 'web',
    video: videoOf({ facts, told, media, base, page: page.url }),
    author_chapters: told?.chapters ?? [],
    tracks: [...tracks, ...beside],
    audio_url: media?.href ?? null,
    notices: facts.media.length > 1 ? ['This page holds several videos; the first one is read.'] : [],
  };
}

type Found = { facts: PageFacts; told: VideoFacts | null; media: URL | null; base: URL; page: URL };

function videoOf({ facts, told, media, base, page }: Found): Resolved['video'] {
  return {
    kind: 'page',
    title: told?.name ?? facts.og_title ?? facts.title ?? titleFromUrl(page),
    author: told?.author ?? facts.author,
    duration: told?.duration ?? null,
    thumbnail_url: first([told?.thumbnail, facts.poster, facts.og_image], base)?.href ?? null,
    page_url: page.href,
    media_url: media?.href ?? null,
    start_at: 0,
  };
}

function tracksOf(facts: PageFacts, base: URL): CaptionTrack[] {
  return facts.tracks.flatMap(({ src, language, label }) => {
    const url = absolute(src, base);
    if (!url) return [];
    return [{ url: url.href, language: (language ? shortLanguage(language) : null) ?? 'und', kind: 'manual' as const, label, format: null }];
  });
}

function first(addresses: readonly (string | null | undefined)[], base: URL): URL | null {
  for (const address of addresses) {
    const url = absolute(address, base);
    if (url) return url;
  }
  return null;
}

function absolute(address: string | null | undefined, base: URL): URL | null {
  if (!address || !URL.canParse(address, base)) return null;
  const url = new URL(address, base);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
}
