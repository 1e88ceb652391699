import { expect, it } from 'vitest';
import { addressIn, pathIn } from './address.ts';

it('reads an address as a browser does, and takes none that cannot be fetched', () => {
  const base = new URL('https://site.test/talks/one');
  expect(['two.mp4', '/a b.vtt', '//cdn.test/x', 'HTTP://other.test', 'javascript:alert(1)', 'data:text/vtt,x', 'http://[', '', null].map((text) => addressIn(text, base)))
    .toEqual(['https://site.test/talks/two.mp4', 'https://site.test/a%20b.vtt', 'https://cdn.test/x', 'http://other.test/', null, null, null, null, null]);
});

it('leaves the query and what follows # aside', () => {
  expect(['/a.mp3?b=c.mp4', 'a.webm#t=1', 'https://site.test/x.mkv'].map(pathIn)).toEqual(['/a.mp3', 'a.webm', 'https://site.test/x.mkv']);
});
