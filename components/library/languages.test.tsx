import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { transcriptRef } from '#lib/protocol/result.ts';
import { blankView, type TaskView } from '#lib/protocol/task-view.ts';
import { richResult } from '#lib/testing/rich-result.ts';
import { PartialTexts } from '#components/task/partial-texts.tsx';
import { TaskList } from './task-list.tsx';

const { video, transcript } = richResult();
const task: TaskView = {
  ...blankView('t1', '2026-11-25T09:00:00.000Z'), status: 'completed', video: { ...video, title: 'الجسور' },
  result: { transcript_ref: transcriptRef({ ...transcript, language: 'ar' }, '/t'), analyst: { engine: 'model', language: 'de' } },
};

it('a row of the library says what language its title and what was found in it are in', () => {
  const excerpts = new Map([['t1', [{ text: 'Brücken tragen', start: null }, { text: 'عن الجسور', start: 4 }]]]);
  const html = renderToStaticMarkup(<TaskList tasks={[task]} found={{ q: 'zzz', excerpts }} />);
  expect(html).toMatch(/<p lang="ar" dir="auto"[^>]*>الجسور</);
  expect(html).toMatch(/<span lang="de" dir="auto"[^>]*>Brücken tragen</);
  expect(html).toMatch(/<span lang="ar" dir="auto"[^>]*>عن الجسور</);
});

it('a text says so while it is being written', () => {
  expect(renderToStaticMarkup(<PartialTexts partials={{ summary: 'Brücken' }} language="de" />)).toMatch(/<p lang="de" dir="auto"[^>]*>Brücken</);
});
