'use client';

import { useEffect, useRef, type RefObject } from 'react';
import { jsonOrNull } from '#lib/protocol/json-text.ts';
import { usePlayer } from './player-context.tsx';

/** How another site's player is spoken to by messages. */
export type FrameLanguage = {
  origin: string;
  /** Said once the frame is there, so that it tells its time. */
  hello: readonly object[];
  /** Plays from this second. */
  seek(seconds: number): readonly object[];
  /** The second that a message tells; null where it tells something else. */
  time(message: unknown): number | null;
  /** Whether a message says that only now it listens. */
  ready?(message: unknown): boolean;
};

/** Another site's player in a frame, steered by messages: no script of theirs on this page. */
export function useFramePlayer({ origin, hello, seek, time, ready }: FrameLanguage): RefObject<HTMLIFrameElement | null> {
  const frame = useRef<HTMLIFrameElement>(null);
  const player = usePlayer();
  useEffect(() => {
    const element = frame.current;
    const say = (messages: readonly object[]) => messages.forEach((message) => element?.contentWindow?.postMessage(JSON.stringify(message), origin));
    const greet = () => say(hello);
    // What the server rendered may have loaded before this page listened.
    if (element && isLoaded(element)) greet();
    const hear = (event: MessageEvent<unknown>) => {
      if (event.origin !== origin || event.source !== element?.contentWindow) return;
      const message = typeof event.data === 'string' ? jsonOrNull(event.data) : event.data;
      if (ready?.(message)) greet();
      const seconds = time(message);
      if (seconds !== null) player.report(seconds);
    };
    window.addEventListener('message', hear);
    element?.addEventListener('load', greet);
    const detach = player.attach((seconds) => say(seek(seconds)));
    return () => {
      window.removeEventListener('message', hear);
      element?.removeEventListener('load', greet);
      detach();
    };
  }, [player, origin, hello, seek, time, ready]);
  return frame;
}

/** Whether the other site is there: an empty frame is still of this site, and lets itself be looked into. */
function isLoaded(frame: HTMLIFrameElement): boolean {
  return frame.contentDocument === null;
}
