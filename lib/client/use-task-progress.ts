'use client';

import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { useTaskStreams } from './streams-context.ts';
import type { TaskProgress } from './task-progress.ts';

/**
 * A task as it is now, and how well we know it.
 * @param initial the view that the page was rendered with: live events go on after its `seq`. Its identity does not
 * matter, so it may be written inline; a newer one is taken in.
 */
export function useTaskProgress(taskId: string, { initial }: { initial: TaskView | null }): TaskProgress {
  const streams = useTaskStreams();
  const given = useRef(initial);
  if (initial && initial.seq !== given.current?.seq) given.current = initial;
  const watch = useMemo(() => streams.watch(taskId, given.current?.id === taskId ? given.current : null), [streams, taskId]);
  const progress = useSyncExternalStore(watch.subscribe, watch.getSnapshot, watch.getServerSnapshot);
  const seq = initial?.seq;
  useEffect(() => {
    if (seq !== undefined && given.current?.id === taskId) streams.offer(given.current);
  }, [streams, taskId, seq]);
  return progress;
}
