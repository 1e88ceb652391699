'use client';

import type { Video } from '#lib/protocol/result.ts';
import { SitePlayer } from './site-player.tsx';
import { useAddressMoment } from './use-address-moment.ts';
import { useFramePlayer, type FrameLanguage } from './use-frame-player.ts';

/** The messages of Vimeo's player (https://github.com/vimeo/player.js). */
const VIMEO: FrameLanguage = {
  origin: 'https://player.vimeo.com',
  hello: [{ method: 'addEventListener', value: 'timeupdate' }],
  seek: (seconds) => [{ method: 'setCurrentTime', value: seconds }, { method: 'play' }],
  time(message) {
    const told = message as { event?: unknown; data?: { seconds?: unknown } | null } | null;
    return told?.event === 'timeupdate' && typeof told.data?.seconds === 'number' ? told.data.seconds : null;
  },
  ready: (message) => (message as { event?: unknown } | null)?.event === 'ready',
};

export function VimeoPlayer({ video }: { video: Video }) {
  const frame = useFramePlayer(VIMEO);
  const start = useAddressMoment() ?? video.start_at;
  const [id = '', hash] = new URL(video.page_url).pathname.split('/').filter((part) => part !== '');
  const query = new URLSearchParams({ dnt: '1', ...(hash !== undefined && { h: hash }) });
  return <SitePlayer frame={frame} src={`${VIMEO.origin}/video/${encodeURIComponent(id)}?${query}${start > 0 ? `#t=${Math.floor(start)}s` : ''}`} video={video} />;
}
