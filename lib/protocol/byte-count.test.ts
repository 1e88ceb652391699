import { expect, it } from 'vitest';
import { byteCount } from './byte-count.ts';

it('bytes are written with the digits that matter', () => {
  expect([0, 999, 1000, 9_940, 640_400, 1_234_567_890, 5e15].map(byteCount)).toEqual(['0 B', '999 B', '1.0 KB', '9.9 KB', '640 KB', '1.2 GB', '5000 TB']);
});
