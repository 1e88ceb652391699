'use client';

import { momentHash, timecode } from '#lib/protocol/moment.ts';
import { cn } from '#components/ui/cn.ts';
import { usePlayable, usePlayer } from './player-context.tsx';

/** A moment of the video: seeks the player, or leads to its line where there is none; without scripts it leads to the player with the time in the address. */
export function TimeLink({ seconds, className }: { seconds: number; className?: string }) {
  const player = usePlayer();
  const playable = usePlayable();
  return (
    <a
      href={momentHash(seconds)}
      aria-label={`${playable ? 'Play' : 'Read'} from ${timecode(seconds)}`}
      onClick={(event) => {
        event.preventDefault();
        player.seek(seconds);
      }}
      className={cn('relative inline-block rounded px-1 py-0.5 font-mono text-xs text-primary tabular-nums hover:bg-accent hover:underline pointer-coarse:after:absolute pointer-coarse:after:-inset-x-2 pointer-coarse:after:-inset-y-3', className)}
    >
      {timecode(seconds)}
    </a>
  );
}
