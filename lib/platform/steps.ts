import { setImmediate } from 'node:timers/promises';

/** Work that stops after every small step, so that whoever runs it can breathe between two. */
export type Steps<T> = Generator<void, T>;

/** Milliseconds of work after which the event loop gets its turn: three stages may run side by side, and each takes so many. */
const SLICE = 4;

/** `Array.map` with a rest after each. */
export function* mapped<From, To>(items: readonly From[], act: (item: From, index: number) => To): Steps<To[]> {
  const made: To[] = [];
  for (const [index, item] of items.entries()) {
    made.push(act(item, index));
    yield;
  }
  return made;
}

/** Does all the work at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Does the work in slices of a few milliseconds. Throws the signal's reason once it is aborted. */
export async function inSlices<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    signal?.throwIfAborted();
    const until = performance.now() + SLICE;
    do {
      const { done, value } = steps.next();
      if (done) return value;
    } while (performance.now() < until);
    await setImmediate();
  }
}
