// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { AppRouterContext, type AppRouterInstance } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StreamsContext } from '#lib/client/streams-context.ts';
import { TaskStreams } from '#lib/client/task-stream.ts';
import { ERRORS } from '#lib/protocol/errors.ts';
import { transcriptRef } from '#lib/protocol/result.ts';
import { blankView, type TaskView } from '#lib/protocol/task-view.ts';
import { FakeLink } from '#lib/testing/client-doubles.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { richResult } from '#lib/testing/rich-result.ts';
import { createClock } from './clock.ts';
import { TaskPage } from './task-page.tsx';

const STARTED = '2026-11-25T09:00:00.000Z';
const at = (seconds: number) => Date.parse(STARTED) + seconds * 1000;
let place: HTMLElement;
let root: Root;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.useFakeTimers({ now: at(2) });
  place = document.body.appendChild(document.createElement('main'));
  root = createRoot(place);
});
afterEach(() => {
  act(() => root.unmount());
  place.remove();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const shown = (task: TaskView) => act(async () => root.render(
  <AppRouterContext value={{} as AppRouterInstance}>
    <QueryClientProvider client={new QueryClient()}>
      <StreamsContext value={new TaskStreams(new FakeLink(), new ManualClock())}>
        <TaskPage initial={task} renderedAt={at(2)} />
      </StreamsContext>
    </QueryClientProvider>
  </AppRouterContext>,
));
const passes = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1000));

/** An object that counts how often one of its fields is read: each rendering of whom shows the field reads it. */
function counted<T extends object>(object: T, field: keyof T): { object: T; reads(): number } {
  let reads = 0;
  const value = object[field];
  return { object: Object.defineProperty({ ...object }, field, { enumerable: true, get: () => (reads++, value) }), reads: () => reads };
}

function running() {
  const blank = blankView('t1', STARTED);
  const pending = counted(blank.stages[1] as TaskView['stages'][number], 'message');
  const stages = [{ ...blank.stages[0], status: 'running', started_at: STARTED, elapsed_time: 0 }, pending.object, ...blank.stages.slice(2)] as TaskView['stages'];
  const page = counted<TaskView>({ ...blank, url: 'https://example.org/a.mp4', status: 'running', seq: 2, started_at: STARTED, stages }, 'video');
  return { task: page.object, reads: () => ({ page: page.reads(), row: pending.reads() }) };
}

describe('the title of a page', () => {
  it('is the video’s as soon as that is known, in its language and direction, and leaves no trace', async () => {
    document.head.append(document.createElement('title'));
    document.title = 'example.org/a.mp4 · MindTube';
    const task = blankView('t1', STARTED);
    await shown({ ...task, url: 'https://example.org/a.mp4' });
    expect(document.title).toBe('example.org/a.mp4 · MindTube');
    const { transcript, video } = richResult();
    await shown({ ...task, seq: 4, video: { ...video, kind: 'captions', title: 'الجسور' }, result: { transcript_ref: transcriptRef({ ...transcript, language: 'ar' }, '/t') } });
    expect(document.title).toBe('الجسور · MindTube');
    const attributes = () => ['lang', 'dir'].map((name) => document.querySelector('title')?.getAttribute(name));
    expect(attributes()).toEqual(['ar', 'auto']);
    expect(place.querySelector('h1')?.outerHTML).toMatch(/^<h1 lang="ar" dir="auto"/);
    await act(async () => root.render(null));
    expect(attributes()).toEqual([null, null]);
  });
});

describe('the clock of a page', () => {
  it('moves what shows the time, and renders neither the page nor the row of a stage anew', async () => {
    const { task, reads } = running();
    await shown(task);
    expect(place.textContent).toContain('0 % · 2.0 s');
    const before = reads();
    expect(Math.min(before.page, before.row)).toBeGreaterThan(0);
    await passes(30);
    expect(place.textContent).toContain('0 % · 32 s');
    expect(reads()).toEqual(before);
  });

  it('lets the bar of what is done shrink while the axis grows', async () => {
    const { task } = running();
    const [first, second, ...rest] = task.stages as [TaskView['stages'][number], TaskView['stages'][number], ...TaskView['stages']];
    const ended = new Date(at(1)).toISOString();
    await shown({ ...task, stages: [{ ...first, status: 'completed', progress: 1, completed_at: ended, elapsed_time: 1 }, { ...second, status: 'running', started_at: ended, elapsed_time: 0 }, ...rest] });
    const width = () => Number.parseFloat(place.querySelector<HTMLElement>('[data-stage=resolve] [style]')?.style.width ?? '');
    expect(width()).toBeCloseTo(50);
    await passes(2);
    expect(width()).toBeCloseTo(25);
  });

  it('counts down to the time at which another try makes sense', async () => {
    const { message, hint } = ERRORS.source_rate_limited;
    const failed: TaskView = { ...blankView('t1', STARTED), url: 'https://example.org/a.mp4', status: 'failed', completed_at: STARTED, error: { code: 'source_rate_limited', message, hint, stage: 'resolve', retryable: true, retry_after: 10 } };
    await shown(failed);
    const retry = () => [...place.querySelectorAll('button')].find((button) => button.textContent?.includes('Retry'));
    expect(retry()?.textContent).toContain('Retry in 0:08');
    await passes(7);
    expect([retry()?.textContent?.trim(), retry()?.getAttribute('aria-disabled')]).toEqual(['Retry in 0:01', 'true']);
    await passes(1);
    expect([retry()?.textContent?.trim(), retry()?.getAttribute('aria-disabled')]).toEqual(['Retry', null]);
  });

  it('stands still while nobody looks, and is right again for who does', () => {
    const clock = createClock(at(2));
    const leave = [clock.subscribe(() => {}), clock.subscribe(() => {})];
    expect(vi.getTimerCount()).toBe(1);
    for (const go of leave) go();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(clock.now()).toBe(at(2));
    clock.subscribe(() => {})();
    expect(clock.now()).toBe(at(62));
  });

  it('is the server’s, where this machine’s is wrong', () => {
    vi.setSystemTime(at(-3600));
    const clock = createClock(at(2));
    const leave = clock.subscribe(() => {});
    vi.advanceTimersByTime(10_000);
    expect(clock.now()).toBe(at(12));
    leave();
  });
});
