'use client';

import { ExternalLink } from 'lucide-react';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Video } from '#lib/protocol/result.ts';
import { isOnTheWeb } from '#lib/protocol/web-address.ts';
import { usePlayer } from './player-context.tsx';
import { useAddressMoment } from './use-address-moment.ts';
import { VimeoPlayer } from './vimeo-player.tsx';
import { YouTubePlayer } from './youtube-player.tsx';

type PlayerProps = {
  video: Video;
  captionsUrl: string | null;
  /** Opens a file that lies on this server; null for its owner. */
  token: string | null;
};

/** Plays the video where this page can, and else leads to the page that does. */
export function Player({ video, captionsUrl, token }: PlayerProps) {
  if (video.kind === 'youtube') return <YouTubePlayer video={video} />;
  if (video.kind === 'vimeo') return <VimeoPlayer video={video} />;
  if (!video.media_url) return <WatchElsewhere video={video} />;
  return <MediaPlayer video={video} src={withToken(video.media_url, token)} captionsUrl={captionsUrl} />;
}

function withToken(url: string, token: string | null): string {
  return token !== null && url.startsWith('/api/') ? `${url}?${new URLSearchParams({ token })}` : url;
}

type Media = Omit<PlayerProps, 'token'> & { src: string };

/** The browser's own player; what it cannot play (HLS, in some) is led to instead of a black frame. */
function MediaPlayer(media: Media) {
  const [playable, setPlayable] = useState(true);
  if (playable) return <MediaElement {...media} onUnplayable={() => setPlayable(false)} />;
  return <WatchElsewhere video={media.video} reason="This browser cannot play it." />;
}

function MediaElement({ video, src, captionsUrl, onUnplayable }: Media & { onUnplayable: () => void }) {
  const element = useRef<HTMLVideoElement>(null);
  useSeekable(element, video.start_at);
  useEffect(() => {
    // It may have failed before this page listened.
    if (isUnplayable(element.current)) onUnplayable();
  }, [onUnplayable]);
  const player = usePlayer();
  return (
    <video
      ref={element}
      src={src}
      poster={video.thumbnail_url ?? undefined}
      controls
      playsInline
      preload="metadata"
      aria-label={`Player: ${video.title}`}
      onError={(event) => isUnplayable(event.currentTarget) && onUnplayable()}
      onTimeUpdate={(event) => player.report(event.currentTarget.currentTime)}
      className="aspect-video w-full rounded-lg bg-black print:hidden"
    >
      {captionsUrl && <track kind="captions" src={captionsUrl} label="Transcript" default={false} />}
    </video>
  );
}

/** Not what a network that comes back would mend. */
function isUnplayable(video: HTMLVideoElement | null): boolean {
  const code = video?.error?.code;
  return code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED || code === MediaError.MEDIA_ERR_DECODE;
}

function useSeekable(element: RefObject<HTMLVideoElement | null>, startAt: number): void {
  const player = usePlayer();
  const wanted = useAddressMoment() ?? startAt;
  useEffect(() => {
    if (element.current && wanted > 0) element.current.currentTime = wanted;
  }, [element, wanted]);
  useEffect(() => {
    const video = element.current;
    return video ? player.attach((seconds) => {
      video.currentTime = seconds;
      // Browsers may refuse to start playing without a gesture; the new position stands all the same.
      video.play().catch(() => undefined);
    }) : undefined;
  }, [element, player]);
}

function WatchElsewhere({ video, reason }: { video: Video; reason?: string }) {
  const word = 'relative inline-flex items-center gap-2 rounded-full bg-background/90 px-4 py-2 text-sm font-medium';
  const frame = 'print:hidden group relative flex aspect-video w-full flex-col items-center justify-center gap-2 overflow-hidden rounded-lg border bg-muted';
  const inside = (
    <>
      {/* eslint-disable-next-line @next/next/no-img-element -- any host may hold the thumbnail */}
      {video.thumbnail_url && <img src={video.thumbnail_url} alt="" className="absolute inset-0 size-full object-cover opacity-60" />}
      {reason && <span className={word}>{reason}</span>}
    </>
  );
  if (!isOnTheWeb(video.page_url)) return <div className={frame}>{inside}</div>;
  return (
    <a href={video.page_url} target="_blank" rel="noreferrer noopener" className={frame}>
      {inside}
      <span className={`${word} group-hover:underline`}>
        Watch on its own page <ExternalLink className="size-4" aria-hidden />
      </span>
    </a>
  );
}
