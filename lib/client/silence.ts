import type { Clock } from './ports.ts';

/**
 * Does `work`, which says by `heard` that the other end lives.
 * @param silent called when nothing was heard for `ms`: a connection that is half open says nothing, not even that
 */
export async function unlessSilent<T>(clock: Clock, { ms, silent }: { ms: number; silent: () => void }, work: (heard: () => void) => Promise<T>): Promise<T> {
  let stop = () => {};
  const heard = () => {
    stop();
    stop = clock.after(ms, silent);
  };
  heard();
  try {
    return await work(heard);
  } finally {
    stop();
  }
}

/** While a stream has not said a word it is looked past as often as this, and so many times. Milliseconds. */
const LOOK_MS = 5_000;
const LOOKS = 4;

/**
 * Watches a stream that has not said a word until it is told to stop.
 * @param movedOn whether there is something that the stream should have said
 * @param held called when there still is at the next look, or when it said nothing for longer than a server is ever silent
 */
export function watchForHolding(clock: Clock, { movedOn, held }: { movedOn: () => Promise<boolean>; held: () => void }): () => void {
  let stop = () => {};
  let stopped = false;
  const again = (left: number, before: boolean) => { stop = clock.after(LOOK_MS, () => void look(left, before)); };
  const look = async (left: number, before: boolean) => {
    const moved = await movedOn().catch(() => null);
    if (stopped || moved === null) return;
    if ((moved && before) || left === 1) held();
    else again(left - 1, moved);
  };
  again(LOOKS, false);
  return () => {
    stopped = true;
    stop();
  };
}
