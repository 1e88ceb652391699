// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ERRORS } from '#lib/protocol/errors.ts';
import { blankView, type TaskView } from '#lib/protocol/task-view.ts';
import { Announcer } from './announcer.tsx';

type Status = TaskView['stages'][number]['status'];

const place = document.body.appendChild(document.createElement('main'));
let root: Root;
let seq = 0;

/** A view whose first stages are in these states. */
function view(status: TaskView['status'], stages: Status[] = [], more: Partial<TaskView> = {}): TaskView {
  const blank = blankView('t1', '2026-11-25T09:00:00.000Z');
  return { ...blank, status, seq: ++seq, stages: blank.stages.map((stage, index) => ({ ...stage, status: stages[index] ?? 'pending' })), ...more };
}
const shown = (task: TaskView) => act(() => root.render(<Announcer task={task} />));
const said = () => place.querySelector('[role=status]')?.textContent;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.useFakeTimers();
  root = createRoot(place);
});
afterEach(() => {
  act(() => root.unmount());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('what is said aloud of a run', () => {
  it('is nothing on a page that has just come, and nothing of a stage that only begins', () => {
    shown(view('running', ['completed', 'running']));
    expect(said()).toBe('');
    shown(view('running', ['completed', 'running', 'running']));
    act(() => void vi.advanceTimersByTime(10_000));
    expect(said()).toBe('');
  });

  it('is said of stages together, once in a while', () => {
    shown(view('queued'));
    shown(view('running', ['running']));
    expect(said()).toBe('The run has started.');
    shown(view('running', ['completed', 'running']));
    act(() => void vi.advanceTimersByTime(1_000));
    shown(view('running', ['completed', 'completed', 'skipped']));
    expect(said()).toBe('The run has started.');
    act(() => void vi.advanceTimersByTime(2_000));
    expect(said()).toBe('Video: done. Transcript: done. Chapters: left out.');
  });

  it('is only the end, and what is missing, where a run is over at once', () => {
    shown(view('running', ['running']));
    shown(view('running', ['completed', 'completed', 'failed', 'completed']));
    shown(view('completed', ['completed', 'completed', 'failed', 'completed', 'completed', 'completed', 'completed']));
    expect(said()).toBe('Chapters: failed. The video is understood.');
    act(() => void vi.advanceTimersByTime(10_000));
    expect(said()).toBe('Chapters: failed. The video is understood.');
  });

  it('is why it failed, and what to do', () => {
    shown(view('running', ['completed', 'running']));
    const { message, hint } = ERRORS.captions_missing;
    shown(view('failed', ['completed', 'failed'], { error: { code: 'captions_missing', message, hint, stage: 'transcript', retryable: false } }));
    expect(said()).toBe(`The run failed. ${message} ${hint}`);
  });
});
