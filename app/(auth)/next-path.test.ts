import { expect, it } from 'vitest';
import { nextPath } from './next-path.ts';

it('keeps a path on this site', () => {
  expect(nextPath('/tasks?q=a%20b')).toBe('/tasks?q=a%20b');
});

it.each([undefined, ['/a', '/b'], '', 'tasks', '//evil.example', '/\\evil.example', '/.//evil.example', 'https://evil.example/', 'javascript:alert(1)', '/sign-in', '/sign-up?next=/sign-up', 'http://[', '/\t/evil.example'])(
  'goes to the first page where %j was written', (value) => {
    expect(nextPath(value)).toBe('/');
  },
);
