'use client';

import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { toast } from 'sonner';
import { useTaskStreams } from '#lib/client/streams-context.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';

/** A command on a task over HTTP: its answer joins the live view at once, its failure is said. */
export function useTaskAction<V = void>(run: (input: V) => Promise<TaskView>): UseMutationResult<TaskView, Error, V> {
  const streams = useTaskStreams();
  return useMutation<TaskView, Error, V>({ mutationFn: run, onSuccess: (view) => streams.offer(view), onError: sayFailure });
}

export function sayFailure(error: unknown): void {
  const { message, hint } = asFailure(error);
  toast.error(message, { description: hint });
}
