import { readCaptions } from '#lib/captions/parse-captions.ts';
import { CAPTION_ENDINGS, endsAs, MEDIA_ENDINGS } from '#lib/protocol/file-endings.ts';
import { percentDecoded } from '#lib/protocol/percent.ts';
import { isFeed } from './podcast/feed.ts';

export type WebKind = 'media' | 'captions' | 'feed' | 'hls' | 'page';

/** Feeds of podcasts that have run for years are this large. */
export const MAX_PAGE_BYTES = 32 * 1024 * 1024;

/** What the end of an address tells; null: the answer has to. */
export function kindOfPath({ pathname }: URL): WebKind | null {
  if (endsAs(pathname, MEDIA_ENDINGS)) return 'media';
  return endsAs(pathname, CAPTION_ENDINGS) ? 'captions' : null;
}

/** First bytes of the containers that are read, as they look when taken for text. */
const MEDIA_SIGNATURE = /^(....ftyp|\u001aE|RIFF....WAVE|ID3|OggS|fLaC)/s;

/** What an answer is, by its type and its first characters; null where it is none of these. */
export async function kindOfText(content_type: string, text: string, signal: AbortSignal): Promise<WebKind | null> {
  if (MEDIA_SIGNATURE.test(text)) return 'media';
  if (/^\ufeff?#EXTM3U(?=\s|$)/.test(text)) return 'hls';
  if (isFeed(text)) return 'feed';
  if (/html/i.test(content_type) || /^\s*<(!doctype html|html|head|body)/i.test(text)) return 'page';
  const parsed = await readCaptions(text, { signal });
  return parsed !== null && parsed.cues.length > 0 ? 'captions' : null;
}

/** A name for what has none: the file's, made readable. */
export function titleFromUrl(url: URL): string {
  const file = percentDecoded(url.pathname.split('/').findLast((part) => part !== '') ?? '');
  const name = file.replace(/\.[A-Za-z0-9]{1,5}$/, '').replace(/[_-]+/g, ' ').replace(/\s+/g, ' ').trim();
  return name === '' ? url.host : `${name.charAt(0).toLocaleUpperCase('en')}${name.slice(1)}`;
}
