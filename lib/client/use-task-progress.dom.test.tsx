// @vitest-environment happy-dom
import { act, createElement, Fragment, StrictMode, type ReactNode } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeSockets, FakeSurroundings } from '#lib/testing/client-doubles.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { at, viewAt, wholeLog } from '#lib/testing/task-log.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import { Connection } from './connection.ts';
import { dialSocket } from './socket.ts';
import { StreamsContext } from './streams-context.ts';
import type { TaskProgress } from './task-progress.ts';
import { TaskStreams } from './task-stream.ts';
import { useTaskProgress } from './use-task-progress.ts';

const log = wholeLog('t1');
const HELLO: ServerMessage = { type: 'connection_established', timestamp: at(0), connection_id: 'c', protocol: 1, heartbeat_ms: 25_000, max_message_bytes: 65_536, resumed: false };
const subscribed = (seq: number): ServerMessage => ({ type: 'subscribed', timestamp: at(0), task_id: 't1', seq, recovered: true });

let clock: ManualClock;
let sockets: FakeSockets;
let around: FakeSurroundings;
let streams: TaskStreams;
let place: HTMLElement;
let root: Root | null;
let given: TaskProgress[];

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  [clock, sockets, around, root, given] = [new ManualClock(), new FakeSockets(), new FakeSurroundings(), null, []];
  const connection = new Connection({
    clock, random: () => 0.5, surroundings: around,
    dial: (handlers, fresh) => dialSocket({ clock, openSocket: sockets.open, address: async () => 'ws://here/ws/tab' }, handlers, fresh),
  });
  streams = new TaskStreams(connection, clock);
  place = document.body.appendChild(document.createElement('main'));
});
afterEach(() => {
  act(() => root?.unmount());
  place.remove();
  vi.unstubAllGlobals();
});

/** Options written inline, as pages write them: another object at every rendering. */
function Probe({ seq }: { seq: number }) {
  const progress = useTaskProgress('t1', { initial: { ...viewAt(log, seq) } });
  given.push(progress);
  return createElement('p', null, `${progress.task?.seq ?? 'none'} ${progress.connection}`);
}

const page = (...children: ReactNode[]) => createElement(StrictMode, null, createElement(StreamsContext, { value: streams }, createElement(Fragment, null, ...children)));
const probe = (seq = 2, key = 'p') => createElement(Probe, { seq, key });
const render = (...children: ReactNode[]) => act(async () => {
  root ??= createRoot(place);
  root.render(page(...children));
});
const say = (...messages: ServerMessage[]) => act(async () => {
  for (const message of messages) sockets.newest.handlers.message(JSON.stringify(message));
});
const asks = () => sockets.sockets.flatMap(({ sent }) => sent as { type: string; after?: number }[]).filter(({ type }) => type === 'subscribe_task');

describe('useTaskProgress in a page', () => {
  it('opens one socket and asks once, in strict mode, by two hooks, with inline options, however often it renders', async () => {
    await render(probe(2, 'a'), probe(2, 'b'));
    await say(HELLO, subscribed(2));
    for (let times = 0; times < 5; times++) await render(probe(2, 'a'), probe(2, 'b'));
    expect([sockets.sockets.length, asks().map(({ after }) => after)]).toEqual([1, [2]]);
    await say(log[2] as ServerMessage);
    expect(place.textContent).toBe('3 live3 live');
  });

  it('gives the same object until something changes', async () => {
    await render(probe());
    await say(HELLO, subscribed(2));
    const before = given.at(-1);
    await render(probe());
    await say({ type: 'pong', timestamp: at(0) }, { type: 'bookmark', timestamp: at(0), tasks: { t1: 2 } });
    expect(given.at(-1)).toBe(before);
    expect(Object.keys(before ?? {})).toEqual(['task', 'connection', 'error']);
  });

  it('unmounted while connecting leaves no socket, timer or listener', async () => {
    await render(probe());
    act(() => root?.unmount());
    root = null;
    act(() => clock.advance(1_000));
    expect([sockets.newest.closed, clock.pending, around.hearers.size]).toEqual([1000, 0, 0]);
    sockets.newest.handlers.message(JSON.stringify(HELLO));
    expect([asks(), clock.pending]).toEqual([[], 0]);
  });

  it('unmounted before its address is known opens no socket at all', async () => {
    act(() => {
      root = createRoot(place);
      root.render(page(probe()));
    });
    act(() => root?.unmount());
    root = null;
    act(() => clock.advance(1_000));
    await act(async () => {});
    expect([sockets.sockets.length, clock.pending, around.hearers.size]).toEqual([0, 0, 0]);
  });

  it('keeps the socket when one page follows another', async () => {
    await render(probe(2, 'first'));
    await say(HELLO, subscribed(2));
    await render(probe(2, 'second'));
    act(() => clock.advance(60_000));
    expect([sockets.sockets.length, asks().length]).toEqual([1, 1]);
  });

  it('goes on where the server-rendered page ended: no mismatch, no flash, no gap', async () => {
    place.innerHTML = renderToString(page(probe(3)));
    const seen = [place.textContent];
    const watcher = new MutationObserver(() => seen.push(place.textContent));
    watcher.observe(place, { subtree: true, childList: true, characterData: true });
    const mismatches: unknown[] = [];
    await act(async () => {
      root = hydrateRoot(place, page(probe(3)), { onRecoverableError: (error) => mismatches.push(error) });
    });
    await say(HELLO, subscribed(5), log[3] as ServerMessage, log[4] as ServerMessage);
    watcher.disconnect();
    expect(asks().map(({ after }) => after)).toEqual([3]);
    expect(mismatches).toEqual([]);
    expect(place.textContent).toBe('5 live');
    expect(seen.map((text) => Number.parseInt(text ?? '', 10))).toEqual(seen.map((text) => Number.parseInt(text ?? '', 10)).toSorted((one, next) => one - next));
    expect(seen.every((text) => /^\d/.test(text ?? ''))).toBe(true);
  });

  it('takes a newer view in when the page is rendered anew, and goes on after it', async () => {
    await render(probe(2));
    await say(HELLO, subscribed(2));
    await render(probe(6));
    expect(place.textContent).toBe('6 catching-up');
    expect(asks().map(({ after }) => after)).toEqual([2, 6]);
  });
});
