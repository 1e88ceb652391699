import { Failure } from '#lib/protocol/errors.ts';

/**
 * Runs what makes many reads of one site with a signal that also ends after `ms` in all: a server that answers each read
 * slowly holds nobody longer. It ends with the run too: where one of several reads has failed, the others stop.
 * @throws Failure `source_unreachable` when the time is over
 */
export async function within<T>(ms: number, signal: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = AbortSignal.timeout(ms);
  const over = new AbortController();
  try {
    return await run(AbortSignal.any([signal, deadline, over.signal]));
  } catch (thrown) {
    signal.throwIfAborted();
    if (deadline.aborted) throw new Failure('source_unreachable', { message: 'The site answers too slowly to read what is needed.', cause: thrown });
    throw thrown;
  } finally {
    over.abort();
  }
}
