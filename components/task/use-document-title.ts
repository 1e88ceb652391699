'use client';

import { useEffect } from 'react';

/**
 * Calls the page by a video's title as soon as it is known, in its own language and direction.
 * @param title undefined: as the server called it
 */
export function useDocumentTitle(title: string | undefined, language: string): void {
  useEffect(() => {
    if (title === undefined) return;
    document.title = `${title} · MindTube`;
    const element = document.querySelector('title');
    element?.setAttribute('lang', language);
    element?.setAttribute('dir', 'auto');
    return () => {
      element?.removeAttribute('lang');
      element?.removeAttribute('dir');
    };
  }, [title, language]);
}
