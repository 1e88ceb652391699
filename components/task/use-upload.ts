'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import { sendFile, type SendProgress } from '#lib/client/send-file.ts';
import { asFailure, type Failure } from '#lib/protocol/errors.ts';
import type { UploadView } from '#lib/protocol/uploads.ts';
import { browserApi } from './browser-api.ts';

export type Uploading = {
  /** The file that is being sent, or has been; null before one was chosen. */
  file: File | null;
  progress: SendProgress | null;
  /** Which of how many files, from 1; null where there is one only. */
  place: { number: number; count: number } | null;
  failure: Failure | null;
  busy: boolean;
  send(files: readonly File[]): void;
  /** Stops, and keeps what has arrived. */
  stop(): void;
};

/** Sends one file, whole. @throws Failure, or AbortError once it was stopped */
export type Send = (file: File) => Promise<UploadView>;
type Sending = Pick<Uploading, 'file' | 'progress' | 'place'>;

const IDLE: Sending = { file: null, progress: null, place: null };

/** @param work what is done with the files that were chosen: sends them, and makes something of them */
export function useUpload(work: (files: readonly File[], send: Send) => Promise<unknown>): Uploading {
  const queries = useQueryClient();
  const [now, setNow] = useState<Sending>(IDLE);
  const abort = useRef<AbortController | null>(null);
  const sending = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const { signal } = (abort.current = new AbortController());
      let number = 0;
      await work(files, (file) => {
        const place = files.length > 1 ? { number: ++number, count: files.length } : null;
        const onProgress = (progress: SendProgress) => setNow({ file, progress, place });
        onProgress({ sent: 0, total: file.size, waiting: false });
        return sendFile(file, { api: browserApi, origin: window.location.origin, signal, onProgress });
      });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.uploads }),
  });
  const { mutate, reset, isPending } = sending;
  useEffect(() => () => abort.current?.abort(), []);
  useWarning(isPending);
  const stop = useCallback(() => {
    abort.current?.abort();
    reset();
    setNow(IDLE);
  }, [reset]);
  const failed = sending.error !== null && !abort.current?.signal.aborted;
  return { ...now, failure: failed ? asFailure(sending.error) : null, busy: isPending, send: mutate, stop };
}

/** The browser asks before a page that still sends is left. */
function useWarning(on: boolean): void {
  useEffect(() => {
    if (!on) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [on]);
}
