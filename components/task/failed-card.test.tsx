import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { AppRouterContext, type AppRouterInstance } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { StreamsContext } from '#lib/client/streams-context.ts';
import { TaskStreams } from '#lib/client/task-stream.ts';
import { ERRORS, type ErrorCode } from '#lib/protocol/errors.ts';
import { blankView, type TaskView } from '#lib/protocol/task-view.ts';
import { FakeLink } from '#lib/testing/client-doubles.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { AbilitiesProvider, type Abilities } from './abilities.tsx';
import { FailedCard } from './failed-card.tsx';
import { REMEDIES_FOR, settingsFor, type Remedy } from './remedies.ts';
import { ClockProvider } from './use-clock.tsx';

const CODES = Object.keys(ERRORS) as ErrorCode[];
const ENDED = '2026-11-25T09:00:00.000Z';
const URL = 'https://media.example.org/talk?x=1';

/** How each control is known on the page. */
const CONTROLS: Record<Remedy, RegExp> = {
  retry: /<button[^>]*>.*Retry/, upload: /<input[^>]*type="file"/, language: /Captions may exist in another language/, configure: /<pre[^>]*>[A-Z_]+=/,
  open: new RegExp(`<a[^>]*href="${URL.replace('?', '\\?')}"`), edit: /<a[^>]*href="\/\?url=https%3A/, sign_in: /<a[^>]*href="\/sign-in/, reload: /<button[^>]*>.*Reload/, library: /<a[^>]*href="\/tasks"/,
};

function failed(code: ErrorCode, more: Partial<TaskView> = {}, error: Partial<NonNullable<TaskView['error']>> = {}): TaskView {
  const { message, hint, retryable } = ERRORS[code];
  return { ...blankView('t1', ENDED), url: URL, status: code === 'cancelled' ? 'cancelled' : 'failed', completed_at: ENDED, error: { code, message, hint, stage: 'transcript', retryable, ...error }, ...more };
}

type Setting = { readOnly?: boolean; seconds?: number; abilities?: Partial<Abilities> };

function render(task: TaskView, { readOnly = false, seconds = 0, abilities = {} }: Setting = {}): string {
  const streams = new TaskStreams(new FakeLink(), new ManualClock());
  return renderToStaticMarkup(
    <AppRouterContext value={{} as AppRouterInstance}>
      <QueryClientProvider client={new QueryClient()}>
        <StreamsContext value={streams}>
          <AbilitiesProvider abilities={{ speech: false, operator: true, ...abilities }}>
            <ClockProvider renderedAt={Date.parse(ENDED) + seconds * 1000}><FailedCard task={task} readOnly={readOnly} /></ClockProvider>
          </AbilitiesProvider>
        </StreamsContext>
      </QueryClientProvider>
    </AppRouterContext>,
  );
}

describe('the card of a failed task', () => {
  it.each(CODES)('%s: the sentence, the next step, and each control for it', (code) => {
    const html = render(failed(code));
    expect(html).toContain(ERRORS[code].message);
    expect(html).toContain(ERRORS[code].hint);
    for (const remedy of REMEDIES_FOR[code]) expect(html, remedy).toMatch(CONTROLS[remedy]);
    expect(html).toMatch(/Retry|Reload/);
  });

  it('has one control that stands out, the first of its code', () => {
    for (const code of CODES) expect(render(failed(code)).match(/bg-primary /g)?.length ?? 0, code).toBeLessThanOrEqual(1);
    expect(render(failed('captions_missing')).indexOf('type="file"')).toBeLessThan(render(failed('captions_missing')).indexOf('Open the original'));
  });

  it('names what to set wherever it says that something can be set', () => {
    for (const code of CODES.filter((each) => REMEDIES_FOR[each].includes('configure'))) expect(settingsFor(code, URL), code).not.toEqual([]);
    expect(render(failed('forbidden_address', { url: 'http://192.168.1.5:8096/film' }))).toContain('FETCH_ALLOW=192.168.1.5:8096');
    expect(render(failed('captions_missing'), { abilities: { operator: false } })).toContain('What to ask whoever runs this server');
    expect(render(failed('captions_missing'), { abilities: { speech: true } })).not.toContain('STT_BASE_URL=');
  });

  it('counts down to the time that the other side named, and lets nobody try before', () => {
    const task = failed('source_rate_limited', {}, { retry_after: 150 });
    expect(render(task, { seconds: 30 })).toMatch(/<button[^>]*aria-disabled="true"[^>]*>.*Retry in 2:00/);
    expect(render(task, { seconds: 151 })).not.toMatch(/Retry in|disabled="/);
  });

  it('asks for no words where there are some, and of a person’s own file for no look at its site', () => {
    const stages = blankView('t1', ENDED).stages.map((stage) => (stage.name === 'transcript' ? { ...stage, status: 'completed' as const } : stage));
    expect(render(failed('captions_missing', { stages }))).not.toContain('type="file"');
    expect(render(failed('not_media', { url: 'https://upload.mindtube.invalid/u1/a.mp4' }))).not.toContain('Open the original');
  });

  it('shows who only looks on why it ended, and nothing to press', () => {
    const html = render(failed('captions_missing'), { readOnly: true });
    expect(html).toContain(ERRORS.captions_missing.message);
    expect(html).not.toMatch(/<button|<input|<a /);
  });
});
