import { describe, expect, it } from 'vitest';
import { duration, momentHash, momentOf, momentUrl, timecode } from './moment.ts';

describe('times for people', () => {
  it('writes moments and lengths', () => {
    expect([0, 65.9, 3723, -3].map(timecode)).toEqual(['0:00', '1:05', '1:02:03', '0:00']);
    expect([45, 300, 3600, 3900].map(duration)).toEqual(['45 s', '5 min', '1 h', '1 h 5 min']);
  });

  it('reads back the moment that it names on its own pages, and no other fragment', () => {
    expect([0, 83, 83.456].map((seconds) => momentOf(momentHash(seconds)))).toEqual([0, 83, 83.456]);
    expect(['', '#summary', '#t=', '#t=1:05'].map(momentOf)).toEqual([null, null, null, null]);
  });

  it('links a moment in the way of its site', () => {
    const page = 'https://www.youtube.com/watch?v=abc';
    expect(momentUrl({ kind: 'youtube', page_url: page, media_url: null }, 83.4)).toBe('https://www.youtube.com/watch?v=abc&t=83s');
    expect(momentUrl({ kind: 'peertube', page_url: 'https://p.example/w/x', media_url: 'https://p.example/x.mp4' }, 5)).toBe('https://p.example/w/x?start=5s');
    expect(momentUrl({ kind: 'media', page_url: 'https://e.org/a.mp4', media_url: 'https://e.org/a.mp4#t=9' }, 5)).toBe('https://e.org/a.mp4#t=5');
  });
});
