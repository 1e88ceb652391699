import { remember } from '#lib/platform/remember.ts';

type Writer = { abort: AbortController; ended: Promise<void> };

/**
 * One writer a file. A newer one takes over: after a reload, the old connection may not know yet that it is dead.
 * @param write is given the signal that tells it to let go
 */
export async function soleWriter<T>(id: string, write: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const writers = remember('upload-writers', () => new Map<string, Writer>());
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const mine = { abort: new AbortController(), ended };
  const before = writers.get(id);
  writers.set(id, mine);
  before?.abort.abort();
  try {
    await before?.ended;
    return await write(mine.abort.signal);
  } finally {
    if (writers.get(id) === mine) writers.delete(id);
    end();
  }
}
