import type { Resolved } from './source.ts';
import { titleFromUrl } from './web-kind.ts';

/** A captions file by itself: there is nothing to play, but everything to read. */
export function resolveCaptionsFile(url: URL): Resolved {
  return {
    source: 'web',
    video: { kind: 'captions', title: titleFromUrl(url), author: null, duration: null, thumbnail_url: null, page_url: url.href, media_url: null, start_at: 0 },
    author_chapters: [],
    tracks: [{ url: url.href, language: 'und', kind: 'manual', label: null, format: null }],
    audio_url: null,
    notices: ['This is a captions file: there is no video to play beside it.'],
  };
}
