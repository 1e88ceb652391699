'use client';

import type { Video } from '#lib/protocol/result.ts';
import { SitePlayer } from './site-player.tsx';
import { useAddressMoment } from './use-address-moment.ts';
import { useFramePlayer, type FrameLanguage } from './use-frame-player.ts';

/** The messages of YouTube's IFrame API. */
const YOUTUBE: FrameLanguage = {
  origin: 'https://www.youtube-nocookie.com',
  hello: [{ event: 'listening', id: 'mindtube' }],
  seek: (seconds) => [{ event: 'command', func: 'seekTo', args: [seconds, true] }, { event: 'command', func: 'playVideo', args: [] }],
  time(message) {
    const seconds = (message as { info?: { currentTime?: unknown } | null } | null)?.info?.currentTime;
    return typeof seconds === 'number' ? seconds : null;
  },
};

export function YouTubePlayer({ video }: { video: Video }) {
  const frame = useFramePlayer(YOUTUBE);
  const start = useAddressMoment() ?? video.start_at;
  const id = new URL(video.page_url).searchParams.get('v') ?? '';
  return <SitePlayer frame={frame} src={`${YOUTUBE.origin}/embed/${encodeURIComponent(id)}?enablejsapi=1&start=${Math.floor(start)}`} video={video} />;
}
