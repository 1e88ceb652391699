'use client';

import { useMemo } from 'react';
import { createApi } from '#lib/client/api.ts';
import { useTaskProgress } from '#lib/client/use-task-progress.ts';
import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import { ResultView } from '#components/result/result-view.tsx';
import { Announcer } from './announcer.tsx';
import { ConnectionBadge, Watchers } from './connection-badge.tsx';
import { Controls } from './controls.tsx';
import { DegradedNotes } from './degraded-notes.tsx';
import { DeniedNotice } from './denied-notice.tsx';
import { FailedCard } from './failed-card.tsx';
import { PartialTexts } from './partial-texts.tsx';
import { RunCard } from './run-card.tsx';
import { TaskHeader } from './task-header.tsx';
import { useNow } from './use-now.ts';
import { useWholeResult } from './use-whole-result.ts';

type TaskPageProps = {
  /** What the server rendered; live events go on after its `seq`. */
  initial: TaskView;
  /** The server's clock at that moment, milliseconds since the epoch. */
  renderedAt: number;
  /** Present on a shared page, which is read only. */
  share?: { token: string } | null;
};

/** A task from its place in the queue to its result, live. */
export function TaskPage({ initial, renderedAt, share = null }: TaskPageProps) {
  const { task: live, connection, error, partials, watchers, deleted } = useTaskProgress(initial.id, { initial });
  const known = live ?? initial;
  const api = useMemo(() => createApi({ fetch: (...call) => fetch(...call), origin: '', share_token: share?.token ?? null }), [share?.token]);
  const task = useWholeResult(known, api);
  const finished = isFinished(task.status);
  const now = useNow(renderedAt, !finished);
  const revoked = share !== null && connection === 'denied';
  if (deleted || revoked) return <DeniedNotice error={error} deleted={deleted} shared={share !== null} />;
  return (
    <div className="space-y-6">
      <TaskHeader task={task}>
        <ConnectionBadge connection={connection} finished={finished} />
        {!share && <Watchers count={watchers} />}
        {!share && <Controls task={task} />}
      </TaskHeader>
      {connection === 'denied' && error && <p role="alert" className="rounded-lg border border-destructive/40 bg-destructive/5 p-4 text-sm">{error.message} {error.hint}</p>}
      {(task.status === 'failed' || task.status === 'cancelled') && <FailedCard task={task} readOnly={share !== null} />}
      <RunCard task={task} now={now} />
      <DegradedNotes task={task} />
      <PartialTexts partials={partials} />
      <ResultView view={task} transcript={task.result?.transcript ?? null} live={!finished} share={share} />
      <Announcer task={task} />
    </div>
  );
}
