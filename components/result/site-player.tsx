import type { RefObject } from 'react';
import type { Video } from '#lib/protocol/result.ts';

/** Another site's own player in a frame. It is told which site shows it, never which page. */
export function SitePlayer({ frame, src, video }: { frame: RefObject<HTMLIFrameElement | null>; src: string; video: Video }) {
  return (
    <iframe
      ref={frame}
      src={src}
      title={`Player: ${video.title}`}
      allow="autoplay; encrypted-media; picture-in-picture; fullscreen"
      referrerPolicy="strict-origin-when-cross-origin"
      className="aspect-video w-full rounded-lg border-0 bg-black print:hidden"
    />
  );
}
