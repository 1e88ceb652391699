import { StrictMode, createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { FakeLink } from '#lib/testing/client-doubles.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { viewAt, wholeLog } from '#lib/testing/task-log.ts';
import { StreamsContext } from './streams-context.ts';
import { TaskStreams } from './task-stream.ts';
import { useTaskProgress } from './use-task-progress.ts';

const log = wholeLog('t1');

function Probe({ id, seq }: { id: string; seq: number | null }) {
  const { task, connection } = useTaskProgress(id, { initial: seq === null ? null : { ...viewAt(log, seq) } });
  return createElement('p', null, `${task?.seq ?? 'none'} ${connection}`);
}

function render(id: string, seq: number | null): { html: string; link: FakeLink } {
  const link = new FakeLink();
  const streams = new TaskStreams(link, new ManualClock());
  const html = renderToString(createElement(StrictMode, null, createElement(StreamsContext, { value: streams }, createElement(Probe, { id, seq }))));
  return { html, link };
}

describe('useTaskProgress on the server', () => {
  it('renders what it was given, and opens nothing', () => {
    const { html, link } = render('t1', 3);
    expect(html).toBe('<p>3 catching-up</p>');
    expect(link.opened).toBe(0);
  });

  it('renders nothing known where it was given nothing, or another task', () => {
    expect(render('t1', null).html).toBe('<p>none catching-up</p>');
    expect(render('t2', 3).html).toBe('<p>none catching-up</p>');
  });

  it('says who is missing where no streams were given', () => {
    expect(() => renderToString(createElement(Probe, { id: 't1', seq: 1 }))).toThrow('StreamsContext');
  });
});
