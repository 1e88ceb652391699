'use client';

import { useRef } from 'react';
import type { Chapter } from '#lib/protocol/result.ts';
import type { ResultLanguages } from '#lib/protocol/result-languages.ts';
import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import { momentHash, timecode } from '#lib/protocol/moment.ts';
import { cn } from '#components/ui/cn.ts';
import { usePlayer, usePlayerTime } from './player-context.tsx';
import { useKeepInSight } from './use-keep-in-sight.ts';

/** The list of chapters, the one being played marked and in sight; a long one scrolls, so that what follows it is not pages away. */
export function Chapters({ chapters, languages }: { chapters: Chapter[]; languages: ResultLanguages }) {
  const player = usePlayer();
  const current = usePlayerTime((seconds) => chapters.findLastIndex((chapter) => chapter.start <= seconds));
  const list = useRef<HTMLOListElement>(null);
  useKeepInSight(list, current);
  return (
    <nav aria-labelledby="chapters-title" id="chapters" className="scroll-mt-20 lg:flex lg:min-h-44 lg:shrink! lg:flex-col print:block">
      <h2 id="chapters-title" className="mb-2 text-sm font-semibold">{STAGE_TITLES.chapters}</h2>
      <ol ref={list} className="relative max-h-80 divide-y overflow-y-auto rounded-lg border bg-card lg:max-h-none lg:min-h-0 print:max-h-none print:overflow-visible">
        {chapters.map((chapter, index) => (
          <li key={chapter.start} data-line={index}>
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
