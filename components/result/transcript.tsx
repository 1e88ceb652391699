'use client';

import { Search } from 'lucide-react';
import { useDeferredValue, useId, useMemo } from 'react';
import type { TrackInfo, Transcript as TranscriptData } from '#lib/protocol/result.ts';
import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import { Input } from '#components/ui/input.tsx';
import { CaptionsChoice } from './captions-choice.tsx';
import { usePlayerTime } from './player-context.tsx';
import { Section } from './section.tsx';
import { TranscriptCue } from './transcript-cue.tsx';
import { matchingCues } from './transcript-search.ts';
import { useFollow } from './use-follow.ts';

type TranscriptProps = {
  transcript: TranscriptData;
  query: string;
  onQuery(query: string): void;
  /** Reads the video again by other captions. */
  onChoose?: ((track: TrackInfo) => void) | undefined;
};

/** Every cue with its time, a search over them, and the one being spoken marked. */
export function Transcript({ transcript, query, onQuery, onChoose }: TranscriptProps) {
  const wanted = useDeferredValue(query.trim());
  const shown = useMemo(() => matchingCues(transcript.cues, wanted), [transcript, wanted]);
  const current = usePlayerTime((seconds) => transcript.cues.findLastIndex((cue) => cue.start <= seconds));
  const list = useFollow(transcript.cues, current, () => onQuery(''));
  const field = useId();
  return (
    <Section id="transcript" title={STAGE_TITLES.transcript} aside={<CaptionsChoice transcript={transcript} onChoose={onChoose} />}>
      <div className="relative mb-3 max-w-md print:hidden">
        <Search className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted-foreground" aria-hidden />
        <label htmlFor={field} className="sr-only">Search the transcript</label>
        <Input id={field} type="search" value={query} onChange={(event) => onQuery(event.target.value)} placeholder="Search the transcript" className="pl-9" />
      </div>
      <p role="status" className="mb-2 min-h-5 text-sm text-muted-foreground">
        {wanted !== '' && found(shown.length, transcript.cues.length)}
      </p>
      <ol ref={list} lang={transcript.language} className="relative max-h-[36rem] overflow-y-auto rounded-lg border bg-card py-1 print:max-h-none print:overflow-visible" tabIndex={0} aria-label="Transcript lines">
        {shown.map((index) => {
          const cue = transcript.cues[index];
          return cue && <TranscriptCue key={index} index={index} cue={cue} query={wanted} current={index === current} />;
        })}
      </ol>
    </Section>
  );
}

function found(count: number, lines: number): string {
  if (count === 0) return `None of the ${lines} lines matches`;
  return `${count} of ${lines} lines ${count === 1 ? 'matches' : 'match'}`;
}
