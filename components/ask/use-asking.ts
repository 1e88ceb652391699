'use client';

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { askVideo } from '#lib/client/ask-stream.ts';
import { randomId } from '#lib/client/client-id.ts';
import { browserStore } from '#lib/client/browser-store.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import { askedTurn, withEvent, withFailure, type Turn } from './turn.ts';
import { createTurnStore } from './turn-store.ts';

/** Earlier questions that the next one may refer to. */
const REMEMBERED = 2;
const NONE: readonly Turn[] = [];

/** Questions on one task, newest first. One is under way at a time; who leaves the page stops it. */
export function useAsking(task_id: string, share_token: string | null) {
  const [store] = useState(() => createTurnStore(browserStore('sessionStorage'), task_id));
  const turns = useSyncExternalStore(store.subscribe, store.turns, () => NONE);
  const open = useRef<AbortController | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  useEffect(() => () => open.current?.abort(), []);

  const ask = useCallback(async (question: string) => {
    const id = randomId();
    const controller = new AbortController();
    open.current?.abort();
    open.current = controller;
    const before = store.turns().slice(0, REMEMBERED).map((turn) => turn.question).toReversed();
    store.add(askedTurn(id, question));
    setAsked(id);
    try {
      const ports = { fetch: (...call: Parameters<typeof fetch>) => fetch(...call), origin: '', share_token };
      await askVideo(ports, { task_id, question, before, signal: controller.signal }, (event) => store.change(id, (turn) => withEvent(turn, event)));
    } catch (error) {
      store.change(id, (turn) => (controller.signal.aborted ? { ...turn, state: 'stopped' } : withFailure(turn, asFailure(error))));
    }
  }, [task_id, share_token, store]);

  return { turns, /** The newest one, unless it is of an earlier visit. */ news: turns[0]?.id === asked ? turns[0] : undefined, ask, stop: () => open.current?.abort() };
}
