'use client';

import { useMemo } from 'react';
import { createApi } from '#lib/client/api.ts';
import { useTaskAside } from '#lib/client/use-task-aside.ts';
import { useTaskProgress } from '#lib/client/use-task-progress.ts';
import type { Failure } from '#lib/protocol/errors.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import { resultLanguages } from '#lib/protocol/result-languages.ts';
import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import { ResultView } from '#components/result/result-view.tsx';
import { Announcer } from './announcer.tsx';
import { ConnectionBadge, Watchers } from './connection-badge.tsx';
import { ConnectionNote } from './connection-note.tsx';
import { Controls } from './controls.tsx';
import { DegradedNotes } from './degraded-notes.tsx';
import { DeniedNotice } from './denied-notice.tsx';
import { FailedCard } from './failed-card.tsx';
import { PartialTexts } from './partial-texts.tsx';
import { RunCard } from './run-card.tsx';
import { TaskHeader } from './task-header.tsx';
import { ClockProvider } from './use-clock.tsx';
import { useDocumentTitle } from './use-document-title.ts';
import { RUN_ID } from './use-focus-heir.ts';
import { useReread } from './use-reread.ts';
import { useWholeResult } from './use-whole-result.ts';
import { VideoNotices } from './video-notices.tsx';

type TaskPageProps = {
  /** What the server rendered; live events go on after its `seq`. */
  initial: TaskView;
  /** The server's clock at that moment, milliseconds since the epoch. */
  renderedAt: number;
  /** What was asked for beside the URL; on a shared page only the language of what is written. */
  options?: TaskOptions;
  /** Present on a shared page, which is read only. */
  share?: { token: string } | null;
};

/** A task from its place in the queue to its result, live. */
export function TaskPage({ initial, renderedAt, options = {}, share = null }: TaskPageProps) {
  const { task: live, connection, error } = useTaskProgress(initial.id, { initial });
  const { partials, watchers } = useTaskAside(initial.id);
  const known = live ?? initial;
  const api = useMemo(() => createApi({ fetch: (...call) => fetch(...call), origin: '', share_token: share?.token ?? null }), [share?.token]);
  const task = useWholeResult(known, api);
  const finished = isFinished(task.status);
  const reread = useReread(task, options);
  const languages = resultLanguages(task.result);
  useDocumentTitle(task.video?.title, languages.author);
  if (connection === 'denied' && isGone(error, share !== null)) return <DeniedNotice error={error} shared={share !== null} />;
  return (
    <ClockProvider renderedAt={renderedAt}>
      <div className="space-y-6">
        <TaskHeader task={task}>
          <ConnectionBadge connection={connection} finished={finished} />
          {!share && <Watchers count={watchers} />}
          {!share && <Controls task={task} />}
        </TaskHeader>
        <VideoNotices video={task.video} />
        <ConnectionNote connection={connection} error={error} finished={finished} />
        {(task.status === 'failed' || task.status === 'cancelled') && <FailedCard task={task} readOnly={share !== null} />}
        <div id={RUN_ID} tabIndex={-1} className="rounded-xl"><RunCard task={task} /></div>
        <DegradedNotes task={task} readOnly={share !== null} />
        <PartialTexts partials={partials} language={options.output_language ?? languages.transcript} />
        <ResultView view={task} transcript={task.result?.transcript ?? null} live={!finished} share={share} onChooseCaptions={share ? undefined : reread} />
        <Announcer task={task} />
      </div>
    </ClockProvider>
  );
}

/** Whether nothing is left to show: the task was deleted, or the link that opened it is no longer valid. */
function isGone(error: Failure | null, shared: boolean): boolean {
  if (error?.code === 'task_not_found' || error?.code === 'not_found') return true;
  return shared && (error?.code === 'forbidden' || error?.code === 'unauthorized');
}
