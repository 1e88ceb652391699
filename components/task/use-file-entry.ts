'use client';

import { useEffect, useRef, useState } from 'react';
import { asFailure, type Failure } from '#lib/protocol/errors.ts';
import { droppedFiles } from './dropped-files.ts';

type Entry = {
  take(files: File[]): void;
  /** Told of what cannot be taken. */
  refuse(failure: Failure): void;
};

/**
 * Files that are dropped anywhere on the page, or pasted, while `on`; of a folder those in it.
 * @returns whether a file is being dragged over the page
 */
export function useFileEntry(on: boolean, entry: Entry): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(entry);
  useEffect(() => {
    latest.current = entry;
  });
  useEffect(() => {
    if (!on) return;
    const stop = new AbortController();
    const listen = <K extends keyof WindowEventMap>(type: K, act: (event: WindowEventMap[K]) => void) => window.addEventListener(type, act, { signal: stop.signal });
    const bring = (transfer: DataTransfer) => void droppedFiles(transfer).then(
      (files) => files.length > 0 && !stop.signal.aborted && latest.current.take(files),
      (error: unknown) => latest.current.refuse(asFailure(error)),
    );
    listen('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    });
    // Leaving one element for another is no leaving: only out of the window has no next element.
    listen('dragleave', (event) => {
      if (event.relatedTarget === null) setOver(false);
    });
    listen('drop', (event) => {
      setOver(false);
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      bring(event.dataTransfer);
    });
    listen('paste', (event) => {
      if (!event.clipboardData || event.clipboardData.files.length === 0) return;
      event.preventDefault();
      bring(event.clipboardData);
    });
    return () => {
      stop.abort();
      setOver(false);
    };
  }, [on]);
  return over;
}
