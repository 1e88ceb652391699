import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { pausableFetch } from './pausable-fetch.ts';

/** An answer of so many bytes, one at a time, that counts how many were asked for. */
function answer(bytes: number) {
  const asked = { count: 0 };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      asked.count += 1;
      controller.enqueue(Uint8Array.of(asked.count));
      if (asked.count === bytes) controller.close();
    },
  }, { highWaterMark: 0 });
  return { asked, fetch: async () => new Response(body, { status: 206, headers: { 'content-range': `bytes 0-${bytes - 1}/${bytes}` } }) };
}

it('takes no more from the sender while it is paused, and loses nothing', async () => {
  const { asked, fetch } = answer(100);
  const pausable = pausableFetch(fetch);
  pausable.pause();
  const response = await pausable.fetch('http://example.org/');
  expect([response.status, response.headers.get('content-range')]).toEqual([206, 'bytes 0-99/100']);
  const all = response.arrayBuffer();
  for (let turns = 0; turns < 200; turns++) await turn();
  // One that waits, and those that the streams between hold in advance.
  expect(asked.count).toBeLessThan(5);
  pausable.resume();
  expect([...new Uint8Array(await all)]).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
});
