import { useEffect, useRef, type RefObject } from 'react';

/** Where in the list the line stands that is scrolled to: this share of its height from the top. */
const AT = 0.25;

/**
 * Keeps the line that is spoken in sight, inside its list, as long as the reader has not scrolled away from it.
 * @param list positioned; its lines say their index as `data-line`
 * @param current index of the line that is spoken, -1 before the first
 */
export function useKeepInSight(list: RefObject<HTMLElement | null>, current: number): void {
  const before = useRef(current);
  useEffect(() => {
    const [left, line] = [lineAt(list.current, before.current), lineAt(list.current, current)];
    before.current = current;
    if (list.current && line && (!left || isInSight(list.current, left))) bring(list.current, line);
  }, [list, current]);
}

export function lineAt(list: HTMLElement | null, index: number): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-line="${index}"]`) ?? null;
}

/** Moves the list and not the page. */
export function bring(list: HTMLElement, line: HTMLElement): void {
  if (!isInSight(list, line)) list.scrollTop = line.offsetTop - list.clientHeight * AT;
}

function isInSight(list: HTMLElement, line: HTMLElement): boolean {
  return line.offsetTop >= list.scrollTop && line.offsetTop + line.offsetHeight <= list.scrollTop + list.clientHeight;
}
