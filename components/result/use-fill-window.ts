'use client';

import { useEffect, type RefObject } from 'react';

/**
 * Where an element fills the window it is alone there: the page below neither scrolls nor takes the focus,
 * and Escape leads back to it.
 */
export function useFillWindow(element: RefObject<HTMLElement | null>, filled: boolean, leave: () => void): void {
  useEffect(() => {
    if (!filled) return;
    const onKey = (event: KeyboardEvent) => { if (event.key === 'Escape') leave(); };
    const { overflow } = document.documentElement.style;
    document.documentElement.style.overflow = 'hidden';
    document.addEventListener('keydown', onKey);
    return () => {
      document.documentElement.style.overflow = overflow;
      document.removeEventListener('keydown', onKey);
    };
  });
  // After every render: of a task that is running, parts of the page come and go meanwhile.
  useEffect(() => {
    const rest = filled && element.current ? besides(element.current).filter((other) => !other.inert) : [];
    for (const other of rest) other.inert = true;
    return () => { for (const other of rest) other.inert = false; };
  });
}

/** Everything on the page that neither holds an element nor is in it; what is said aloud as it changes stays. */
function besides(element: HTMLElement): HTMLElement[] {
  const parent = element.parentElement;
  if (!parent) return [];
  const others = [...parent.children].filter((child) => child !== element && child instanceof HTMLElement && !child.matches('[aria-live], [role=status], script, style, head')) as HTMLElement[];
  return [...others, ...besides(parent)];
}
