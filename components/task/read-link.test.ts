import { describe, expect, it } from 'vitest';
import { readLink } from './read-link.ts';

describe('readLink', () => {
  it.each([
    ['www.youtube.com/watch?v=dQw4w9WgXcQ', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ'],
    ['youtu.be/dQw4w9WgXcQ', 'https://youtu.be/dQw4w9WgXcQ'],
    ['www.example.org', 'https://www.example.org'],
    ['media.example.org:8443/a/film.mp4', 'https://media.example.org:8443/a/film.mp4'],
    ['localhost:8080/film.mp4', 'http://localhost:8080/film.mp4'],
    ['192.168.1.7/film.mp4', 'http://192.168.1.7/film.mp4'],
    ['bücher.example/film', 'https://bücher.example/film'],
  ])('adds the scheme that people leave out: %s', (text, link) => {
    expect(readLink(text)).toBe(link);
  });

  it.each(['dQw4w9WgXcQ', ' dQw4w9WgXcQ\n'])('takes the bare id of a YouTube video: %j', (text) => {
    expect(readLink(text)).toBe('https://www.youtube.com/watch?v=dQw4w9WgXcQ');
  });

  it.each([
    'Why bridges stand https://youtu.be/dQw4w9WgXcQ?si=x1', 'https://youtu.be/dQw4w9WgXcQ?si=x1 via an app', '<https://youtu.be/dQw4w9WgXcQ?si=x1>', '“https://youtu.be/dQw4w9WgXcQ?si=x1”',
  ])('finds the link in what is shared with words around it: %s', (text) => {
    expect(readLink(text)).toBe('https://youtu.be/dQw4w9WgXcQ?si=x1');
  });

  it.each(['https://example.org/Bridge_(film)', 'https://example.org/a?b=1,2', 'https://example.org/my film.mp4'])('keeps whole what is a link alone: %s', (text) => {
    expect(readLink(text)).toBe(text);
  });

  it.each(['how bridges work', 'programming', 'film.mp4', 'htp://example.org/a', 'C:\\films\\a.mp4', 'file:///home/a.mp4', 'me:secret@example.org/a'])('leaves alone what is no link: %s', (text) => {
    expect(readLink(text)).toBe(text);
  });
});
