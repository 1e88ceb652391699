import { expect, test } from 'vitest';
import { atEndOfPass, writesWait, type Writer } from './turn.ts';

/** Writes slowly enough that a pass over many is cut into slices. */
const busyFor = (ms: number): void => {
  for (const until = performance.now() + ms; performance.now() < until; );
};
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('who has more to say while a pass goes on is written in the next one, after everybody else', async () => {
  const written: number[] = [];
  const writers: Writer[] = Array.from({ length: 128 }, (_, index) => ({
    writeNow() {
      written.push(index);
      busyFor(0.5);
    },
  }));
  writers.forEach(atEndOfPass);

  while (written.length === 0) await turn();
  const first = written.length;
  expect(first).toBeLessThan(128);
  writers.slice(0, first).forEach(atEndOfPass);
  while (writesWait()) await turn();

  const all = writers.map((_, index) => index);
  expect(written).toEqual([...all, ...all.slice(0, first)]);
});
