import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ConcernList } from './concern-list.tsx';

it('concerns are a list, inside what a screen reader is told of when it changes', () => {
  expect(renderToStaticMarkup(<ConcernList concerns={[]} />)).toMatch(/^<div role="status"[^>]*><p[^>]*>.*Everything works\.<\/p><\/div>$/);
  const html = renderToStaticMarkup(<ConcernList concerns={[{ what: 'Memory is nearly used up.', next: 'Give the server more.' }]} />);
  expect(html).toMatch(/^<div role="status"[^>]*><ul aria-label="What to look at"[^>]*><li>.*Memory is nearly used up\..*Give the server more\./);
});
