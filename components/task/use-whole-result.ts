'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Api } from '#lib/client/api.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';

/** The task with the parts of its result that were too large for an event, once they have been fetched. */
export function useWholeResult(task: TaskView, api: Api): TaskView {
  const missing = (task.result?.omitted ?? []).filter((part) => task.result?.[part] === undefined);
  const stamp = `${task.attempt}:${task.stages.filter((stage) => stage.status === 'completed').map((stage) => stage.name).join('+')}`;
  const { data } = useQuery({
    queryKey: queryKeys.whole(task.id, stamp),
    queryFn: ({ signal }) => api.task(task.id, signal),
    enabled: missing.length > 0,
    placeholderData: keepPreviousData,
  });
  if (missing.length === 0 || !data?.result || data.id !== task.id) return task;
  return { ...task, result: { ...data.result, ...task.result } };
}
