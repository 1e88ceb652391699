'use client';

import { useMemo, useSyncExternalStore } from 'react';
import { useTaskStreams } from './streams-context.ts';
import type { TaskAside } from './task-progress.ts';

/** What only ticks tell of a task that `useTaskProgress` follows: texts being written, and how many look on. */
export function useTaskAside(taskId: string): TaskAside {
  const streams = useTaskStreams();
  const watch = useMemo(() => streams.watchAside(taskId), [streams, taskId]);
  return useSyncExternalStore(watch.subscribe, watch.getSnapshot, watch.getServerSnapshot);
}
