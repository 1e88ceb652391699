import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { richResult } from '#lib/testing/rich-result.ts';
import { Chapters } from './chapters.tsx';
import { KeyIdeas } from './key-ideas.tsx';
import { MindMap } from './mind-map.tsx';
import { PlayerProvider } from './player-context.tsx';
import { Summary } from './summary.tsx';

const languages = { author: 'en', transcript: 'en', written: 'de' };
const { summary, key_ideas, key_phrases, coverage, analyst } = richResult();
const chapters = [{ title: 'Opening', start: 0, end: 9, origin: 'author' as const }, { title: 'Brücken', start: 9, end: 18, origin: 'detected' as const }];
const root = { title: 'On Bridges', start: 0, children: [{ title: 'Brücken', start: 9, children: [] }] };

it('each part says what language it is written in, and reads in the direction of its script', () => {
  const html = renderToStaticMarkup(
    <PlayerProvider>
      <Summary summary={summary} language={languages.written} coverage={coverage} analyst={analyst} />
      <KeyIdeas ideas={key_ideas} phrases={key_phrases} language={languages.written} />
      <Chapters chapters={chapters} languages={languages} />
      <MindMap root={root} languages={languages} />
    </PlayerProvider>,
  );
  for (const text of ['Short\\.', 'Idea', 'Text', 'Brücken']) expect(html, text).toMatch(new RegExp(`<\\w+ lang="de" dir="auto"[^>]*>${text}<`));
  expect(html).toMatch(/<p dir="auto"><span lang="de">A paragraph\.</);
  expect(html).toMatch(/<li lang="de" dir="auto"><[^>]*>key phrase</);
  expect(html).toMatch(/<span lang="en" dir="auto"[^>]*>Opening</);
  expect(html).toMatch(/<g [^>]*role="treeitem" lang="en"[^>]*aria-label="On Bridges, 0:00"/);
  expect(html).toMatch(/<g [^>]*role="treeitem" lang="de"[^>]*aria-label="Brücken, 0:09"/);
});
