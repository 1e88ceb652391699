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
  failure: Failure | null;
  busy: boolean;
  send(file: File): void;
  /** Stops, and keeps what has arrived. */
  stop(): void;
};

/** @param onWhole what is done with the file once all of it is there; part of the wait */
export function useUpload(onWhole: (upload: UploadView) => Promise<unknown>): Uploading {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<SendProgress | null>(null);
  const abort = useRef<AbortController | null>(null);
  const sending = useMutation({
    mutationFn: async (file: File) => {
      abort.current = new AbortController();
      setProgress({ sent: 0, total: file.size, waiting: false });
      await onWhole(await sendFile(file, { api: browserApi, origin: window.location.origin, signal: abort.current.signal, onProgress: setProgress }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.uploads }),
  });
  const { mutate, reset, isPending } = sending;
  useEffect(() => () => abort.current?.abort(), []);
  useWarning(isPending);
  const stop = useCallback(() => {
    abort.current?.abort();
    reset();
    setProgress(null);
  }, [reset]);
  const failed = sending.error !== null && !abort.current?.signal.aborted;
  return { file: sending.variables ?? null, progress, failure: failed ? asFailure(sending.error) : null, busy: isPending, send: mutate, stop };
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
