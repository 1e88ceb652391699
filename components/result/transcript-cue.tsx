import { memo } from 'react';
import type { Cue } from '#lib/protocol/result.ts';
import { Marked } from '#components/ui/marked.tsx';
import { cn } from '#components/ui/cn.ts';
import { TimeLink } from './time-link.tsx';

type TranscriptCueProps = { index: number; cue: Cue; query: string; current: boolean };

/** One line. Off-screen lines are not laid out, so that hours of them stay light. */
export const TranscriptCue = memo(function TranscriptCue({ index: at, cue, query, current }: TranscriptCueProps) {
  return (
    <li
      data-line={at}
      tabIndex={-1}
      aria-current={current ? 'true' : undefined}
      className={cn('flex gap-3 px-3 py-1.5 pointer-coarse:py-2.5 text-[0.9375rem] leading-6 outline-none [contain-intrinsic-size:auto_2.25rem] [content-visibility:auto] print:[content-visibility:visible]', current && 'bg-accent')}
    >
      <TimeLink seconds={cue.start} className="mt-0.5 h-fit w-14 shrink-0 text-right" />
      <p dir="auto" className="min-w-0 flex-1">
        {cue.speaker && <strong className="font-semibold">{cue.speaker}: </strong>}
        <Marked text={cue.text} query={query} />
      </p>
    </li>
  );
});
