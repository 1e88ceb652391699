import { percentDecoded } from '#lib/protocol/percent.ts';
const MEDIA = '#beside=';

/** How subtitles of a stream are named: by their playlist, and by that of the media with whose clock they count. */
export function renditionUrl(playlist: string, media: string | null): string {
  const url = new URL(playlist);
  url.hash = media === null ? '' : `${MEDIA.slice(1)}${encodeURIComponent(media)}`;
  return url.href;
}

/** Null where the name says none. */
export function mediaOf(rendition_url: string): string | null {
  const { hash } = new URL(rendition_url);
  if (!hash.startsWith(MEDIA)) return null;
  const media = percentDecoded(hash.slice(MEDIA.length), '');
  return URL.canParse(media) ? media : null;
}
