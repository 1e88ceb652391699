'use client';

import type { Chapter } from '#lib/protocol/result.ts';
import type { ResultLanguages } from '#lib/protocol/result-languages.ts';
import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import { momentHash, timecode } from '#lib/protocol/moment.ts';
import { cn } from '#components/ui/cn.ts';
import { usePlayer, usePlayerTime } from './player-context.tsx';

/** The list of chapters, the one being played marked. */
export function Chapters({ chapters, languages }: { chapters: Chapter[]; languages: ResultLanguages }) {
  const player = usePlayer();
  const current = usePlayerTime((seconds) => chapters.findLastIndex((chapter) => chapter.start <= seconds));
  return (
    <nav aria-labelledby="chapters-title" id="chapters" className="scroll-mt-20">
      <h2 id="chapters-title" className="mb-2 text-sm font-semibold">{STAGE_TITLES.chapters}</h2>
      <ol className="divide-y overflow-hidden rounded-lg border bg-card">
        {chapters.map((chapter, index) => (
          <li key={chapter.start}>
            <a
              href={momentHash(chapter.start)}
              aria-current={index === current ? 'true' : undefined}
              onClick={(event) => {
                event.preventDefault();
                player.seek(chapter.start);
              }}
              className={cn('flex items-baseline gap-3 px-3 py-2.5 text-sm pointer-coarse:py-3 hover:bg-muted', index === current && 'bg-accent text-accent-foreground')}
            >
              <span className="w-12 shrink-0 text-right font-mono text-xs text-muted-foreground tabular-nums">{timecode(chapter.start)}</span>
              <span lang={chapter.origin === 'author' ? languages.author : languages.written} dir="auto" className="min-w-0 flex-1">{chapter.title}</span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
