'use client';

import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { randomId } from '#lib/client/client-id.ts';
import type { SubmitBody } from '#lib/protocol/http.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { browserApi } from './browser-api.ts';

/** What is asked for: options are named only where there are some. */
export function wishFor(url: string, options: TaskOptions): SubmitBody {
  return { url, ...(Object.keys(options).length > 0 && { options }) };
}

/** A wish becomes a task, whose page is opened. */
export function useSubmit(): UseMutationResult<TaskView, Error, SubmitBody> {
  const router = useRouter();
  const key = useIdempotencyKey();
  return useMutation({
    mutationFn: (wish: SubmitBody) => browserApi.submit(wish, key(wish)),
    onSuccess: (view) => router.push(`/tasks/${view.id}`),
  });
}

/** The same wish sent twice (a double click, a try after a lost answer) is one task. */
function useIdempotencyKey(): (wish: SubmitBody) => string {
  const last = useRef({ wish: '', key: '' });
  return (wish) => {
    const text = JSON.stringify(wish);
    if (text !== last.current.wish) last.current = { wish: text, key: randomId() };
    return last.current.key;
  };
}
