import { Info } from 'lucide-react';
import type { Video } from '#lib/protocol/result.ts';

/** What of the link was ignored or assumed. */
export function VideoNotices({ video }: { video: Video | null }) {
  if (!video?.notices?.length) return null;
  return (
    <ul aria-label="About the link" className="space-y-1 text-sm text-muted-foreground">
      {video.notices.map((notice) => (
        <li key={notice} className="flex gap-2"><Info className="mt-0.5 size-4 shrink-0" aria-hidden /> {notice}</li>
      ))}
    </ul>
  );
}
