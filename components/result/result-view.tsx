'use client';

import { useState } from 'react';
import type { ResultFormat } from '#lib/protocol/http.ts';
import type { TrackInfo, Transcript as TranscriptData } from '#lib/protocol/result.ts';
import { resultLanguages } from '#lib/protocol/result-languages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { AskPanel } from '#components/ask/ask-panel.tsx';
import { Chapters } from './chapters.tsx';
import { ExportMenu } from './export-menu.tsx';
import { KeyIdeas } from './key-ideas.tsx';
import { MindMap } from './mind-map.tsx';
import { Player } from './player.tsx';
import { PlayerProvider } from './player-context.tsx';
import { Summary } from './summary.tsx';
import { Transcript } from './transcript.tsx';

type ResultViewProps = {
  view: TaskView;
  /** Fetched apart, since events are too small for it; null until it is here. */
  transcript: TranscriptData | null;
  /** Whether the run is still going on. */
  live: boolean;
  share?: { token: string } | null;
  /** Reads the video again by other captions; absent where the page is read only. */
  onChooseCaptions?: ((track: TrackInfo) => void) | undefined;
};

/** What is done so far: the player and chapters beside summary, ideas, map and transcript. Parts appear as they finish. */
export function ResultView({ view, transcript, live, share = null, onChooseCaptions }: ResultViewProps) {
  const { video, result } = view;
  const [query, setQuery] = useState('');
  if (!video || !result) return null;
  const find = (text: string) => {
    setQuery(text);
    document.getElementById('transcript')?.scrollIntoView();
  };
  const languages = resultLanguages(result);
  const href = (format: ResultFormat) => resultUrl(view.id, format, share?.token);
  return (
    <PlayerProvider>
      <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,22rem)_minmax(0,1fr)] xl:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
        <div className="space-y-5 lg:sticky lg:top-20 lg:flex lg:max-h-[calc(100dvh-6rem)] lg:flex-col lg:self-start lg:overflow-y-auto lg:pb-4 lg:*:shrink-0 print:static print:block print:max-h-none print:overflow-visible">
          {video.kind !== 'captions' && <Player video={video} token={share?.token ?? null} captionsUrl={result.transcript_ref ? href('vtt') : null} />}
          {result.chapters && result.chapters.length > 0 && <Chapters chapters={result.chapters} languages={languages} />}
          {result.transcript_ref && !live && <ExportMenu result={result} href={href} />}
        </div>
        <div className="min-w-0 space-y-12">
          {result.summary && <Summary summary={result.summary} language={languages.written} coverage={result.coverage} analyst={result.analyst} />}
          {result.transcript_ref && !live && <AskPanel key={view.id} task_id={view.id} share_token={share?.token ?? null} language={result.transcript_ref.language} example={result.key_phrases?.[0]?.text} />}
          {result.key_ideas && result.key_ideas.length > 0 && <KeyIdeas ideas={result.key_ideas} phrases={result.key_phrases ?? []} language={languages.written} onPhrase={transcript ? find : undefined} />}
          {result.mind_map && <MindMap root={result.mind_map} languages={languages} />}
          {transcript && <Transcript transcript={transcript} query={query} onQuery={setQuery} onChoose={onChooseCaptions} />}
        </div>
      </div>
    </PlayerProvider>
  );
}

function resultUrl(id: string, format: ResultFormat, token: string | undefined): string {
  const query = new URLSearchParams({ format, ...(token ? { token } : {}) });
  return `/api/v1/tasks/${id}/result?${query}`;
}
