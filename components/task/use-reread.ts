'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { randomId } from '#lib/client/client-id.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import type { TrackInfo } from '#lib/protocol/result.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { browserApi } from './browser-api.ts';
import { sayFailure } from './use-task-action.ts';

/** Reads the same video again by other captions: a task of its own, so that the first result stays. */
export function useReread(task: TaskView, options: TaskOptions): (track: TrackInfo) => void {
  const router = useRouter();
  const { mutate } = useMutation({
    mutationFn: (track: TrackInfo) => browserApi.submit({ url: task.url, options: { ...options, ...wishFor(track) } }, randomId()),
    onSuccess: (view) => router.push(`/tasks/${view.id}`),
    onError: sayFailure,
  });
  return mutate;
}

function wishFor({ language, kind }: TrackInfo): TaskOptions {
  return { ...(language !== 'und' && { language }), ...(kind !== 'translated' && { captions_kind: kind }) };
}
