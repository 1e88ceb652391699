import { describe, expect, it } from 'vitest';
import { atOnce } from '#lib/platform/steps.ts';
import { processorMs } from '#lib/testing/processor-time.ts';
import { readFeed } from './podcast/feed.ts';
import { readPage } from './read-page.ts';

describe('pages and feeds that nest without end', () => {
  const DEEP = 400_000;

  // A parser's time grows with the square of the depth: each of these took more than a minute.
  it.each([
    ['a page', () => atOnce(readPage('<div>'.repeat(DEEP)))],
    ['a page with attributes', () => atOnce(readPage('<b x="y">'.repeat(DEEP)))],
    ['a feed', () => atOnce(readFeed(`<rss><channel>${'<a>'.repeat(DEEP)}`))],
    ['a feed that is all items', () => atOnce(readFeed(`<rss><channel>${'<item>'.repeat(DEEP)}`))],
  ])('%s is read in time in proportion to its length', async (_name, read) => {
    expect(await processorMs(read)).toBeLessThan(6000);
  });

  it('what follows is read all the same', () => {
    expect(atOnce(readPage(`<title>T</title>${'<font>'.repeat(5000)}<video src="/a.mp4"><track src="/a.vtt"></video>`))).toMatchObject({ title: 'T', media: ['/a.mp4'], tracks: [{ src: '/a.vtt' }] });
    const feed = atOnce(readFeed(`<rss><channel><title>T</title>${'<x>'.repeat(5000)}<item><title>One</title><itunes:duration>1:05</itunes:duration><enclosure url="/a.mp3" type="audio/mpeg"/></item>`));
    expect(feed).toMatchObject({ title: 'T', episodes: [{ title: 'One', duration: '1:05', media: { url: '/a.mp3' } }] });
  });
});
