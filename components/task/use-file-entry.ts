'use client';

import { useEffect, useRef, useState } from 'react';

/**
 * Files that are dropped anywhere on the page, or pasted, while `on`.
 * @returns whether a file is being dragged over the page
 */
export function useFileEntry(on: boolean, take: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    if (!on) return;
    const stop = new AbortController();
    const listen = <K extends keyof WindowEventMap>(type: K, act: (event: WindowEventMap[K]) => void) => window.addEventListener(type, act, { signal: stop.signal });
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
      const files = [...event.dataTransfer.files];
      if (files.length > 0) latest.current(files);
    });
    listen('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      latest.current(files);
    });
    return () => {
      stop.abort();
      setOver(false);
    };
  }, [on]);
  return over;
}
