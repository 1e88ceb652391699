'use client';

import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Cue } from '#lib/protocol/result.ts';
import { usePlayer } from './player-context.tsx';
import { useAddressMoment } from './use-address-moment.ts';

/** Where in the list the line stands that is scrolled to: this share of its height from the top. */
const AT = 0.25;

/**
 * Keeps the line that is spoken in sight, inside its list, as long as the reader has not scrolled away from it. A wish
 * to be elsewhere always shows its line; where nothing plays, or the address names a moment, the page goes there.
 * @param current index of the line that is spoken, -1 before the first
 * @param showAll brings lines back that a search hides
 */
export function useFollow(cues: readonly Cue[], current: number, showAll: () => void): RefObject<HTMLOListElement | null> {
  const list = useRef<HTMLOListElement>(null);
  const player = usePlayer();
  const [sought, setSought] = useState<{ index: number; go: boolean } | null>(null);
  const before = useRef(current);
  const named = useAddressMoment();
  useEffect(() => {
    if (named === null) return;
    player.report(named);
    setSought({ index: cues.findLastIndex((cue) => cue.start <= named), go: true });
    // The address was followed once; a reader goes on from there.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [named]);
  useEffect(() => player.onSeek((seconds) => {
    const go = !player.playable();
    if (go) showAll();
    setSought({ index: cues.findLastIndex((cue) => cue.start <= seconds), go });
  }));
  useEffect(() => {
    const [left, line] = [lineAt(list.current, before.current), lineAt(list.current, current)];
    before.current = current;
    if (list.current && line && (!left || isInSight(list.current, left))) bring(list.current, line);
  }, [current]);
  useEffect(() => {
    const line = sought && lineAt(list.current, sought.index);
    if (!list.current || !line) return;
    bring(list.current, line);
    if (!sought.go) return;
    line.scrollIntoView({ block: 'center' });
    line.focus({ preventScroll: true });
  }, [sought]);
  return list;
}

function lineAt(list: HTMLOListElement | null, index: number): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-line="${index}"]`) ?? null;
}

function isInSight(list: HTMLElement, line: HTMLElement): boolean {
  return line.offsetTop >= list.scrollTop && line.offsetTop + line.offsetHeight <= list.scrollTop + list.clientHeight;
}

/** Moves the list and not the page. */
function bring(list: HTMLElement, line: HTMLElement): void {
  if (!isInSight(list, line)) list.scrollTop = line.offsetTop - list.clientHeight * AT;
}
