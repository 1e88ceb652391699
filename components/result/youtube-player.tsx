'use client';

import { useEffect, useRef } from 'react';
import type { Video } from '#lib/protocol/result.ts';
import { usePlayer } from './player-context.tsx';

const ORIGIN = 'https://www.youtube-nocookie.com';

/** YouTube's own embedded player, steered by the messages of its IFrame API (no script of theirs on this page). */
export function YouTubePlayer({ video }: { video: Video }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const player = usePlayer();
  useEffect(() => {
    const post = (message: object) => frame.current?.contentWindow?.postMessage(JSON.stringify(message), ORIGIN);
    const command = (func: string, args: unknown[]) => post({ event: 'command', func, args });
    const hear = (event: MessageEvent<unknown>) => {
      if (event.origin !== ORIGIN || event.source !== frame.current?.contentWindow) return;
      const seconds = currentTime(event.data);
      if (seconds !== null) player.report(seconds);
    };
    const listen = () => post({ event: 'listening', id: 'mindtube' });
    const element = frame.current;
    window.addEventListener('message', hear);
    element?.addEventListener('load', listen);
    const detach = player.attach((seconds) => {
      command('seekTo', [seconds, true]);
      command('playVideo', []);
    });
    return () => {
      window.removeEventListener('message', hear);
      element?.removeEventListener('load', listen);
      detach();
    };
  }, [player]);
  const id = new URL(video.page_url).searchParams.get('v') ?? '';
  return (
    <iframe
      ref={frame}
      src={`${ORIGIN}/embed/${encodeURIComponent(id)}?enablejsapi=1&start=${Math.floor(video.start_at)}`}
      title={`Player: ${video.title}`}
      allow="autoplay; encrypted-media; picture-in-picture; fullscreen"
      referrerPolicy="strict-origin-when-cross-origin"
      className="aspect-video w-full rounded-lg border-0 bg-black"
    />
  );
}

function currentTime(data: unknown): number | null {
  try {
    const message = (typeof data === 'string' ? JSON.parse(data) : data) as { info?: { currentTime?: unknown } | null } | null;
    const seconds = message?.info?.currentTime;
    return typeof seconds === 'number' ? seconds : null;
  } catch {
    return null;
  }
}
