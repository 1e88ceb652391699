'use client';

import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Cue } from '#lib/protocol/result.ts';
import { usePlayer } from './player-context.tsx';
import { useAddressMoment } from './use-address-moment.ts';
import { bring, lineAt, useKeepInSight } from './use-keep-in-sight.ts';

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
  useKeepInSight(list, current);
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
