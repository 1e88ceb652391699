import { describe, expect, it } from 'vitest';
import { chaptersOfDescription, linesOfHtml } from './description-chapters.ts';
import { fragmentSeconds, linkSeconds } from './link-time.ts';
import { publishedOn } from './published-on.ts';

describe('what strangers write beside a video', () => {
  it('is plain lines where it is HTML', () => {
    expect(linesOfHtml('<p>0:00 A &lt; B</p><div title="x">1:00 C<br />2:00 <b>D</b></div>')).toBe('0:00 A &lt; B\n1:00 C\n2:00 D\n');
    expect(linesOfHtml('a < b')).toBe('a < b');
  });

  it('names a day as sites do, or none', () => {
    expect(['2026-11-03T10:00:00Z', 'Tue, 03 Nov 2026 10:00:00 GMT', 'Jul 30, 2018', 'yesterday', '', null].map(publishedOn)).toEqual(['2026-11-03', '2026-11-03', '2018-07-30', undefined, undefined, undefined]);
  });

  it('names a moment in any of the ways of links', () => {
    expect(['83', '83s', '83.5', '1m23s', '1h2m3s', '2m', '1:23', '1:02:03.5', '10,20', 'npt:83.5,90', 'now', '-5', '', null].map(linkSeconds)).toEqual([83, 83, 83.5, 83, 3723, 120, 83, 3723.5, 10, 83.5, 0, 0, 0, 0]);
    expect(['#t=1m23s', '#t=83.5', '#a=1&t=5', '#start=9', ''].map((hash) => fragmentSeconds(new URL(`https://example.org/a.mp4${hash}`)))).toEqual([83, 83.5, 5, 0, 0]);
  });

  /** Each of them once took minutes. */
  it.each([
    ['tags that do not close', () => linesOfHtml('<'.repeat(300_000))],
    ['points after a time', () => chaptersOfDescription(`0:00${':'.repeat(300_000)}\u2028`)],
    ['blanks in a date', () => publishedOn(`1${' '.repeat(300_000)}x`)],
  ])('is read in time with its length: %s', (_, read) => {
    const before = performance.now();
    read();
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
