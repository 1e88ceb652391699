import { log } from './log.ts';

type Step = { name: string; run: () => Promise<void> | void };

/** A Ctrl-C comes from the terminal and from npm: within this time it is one signal. Milliseconds. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Ends the process in declared order on SIGTERM or SIGINT: each step's failure is logged and the next one
 * runs; after `deadline_ms` it ends whatever is still under way; a second signal ends it at once.
 */
export function endOnSignal(steps: readonly Step[], deadline_ms: number): void {
  let first: number | null = null;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (first !== null && now - first > SAME_SIGNAL_MS) process.exit(1);
    if (first !== null) return;
    first = now;
    log.info({ signal }, 'ending');
    setTimeout(() => {
      log.warn('not everything ended in time');
      process.exit(0);
    }, deadline_ms).unref();
    void runAll(steps).then(() => process.exit(0));
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

async function runAll(steps: readonly Step[]): Promise<void> {
  for (const { name, run } of steps) {
    try {
      await run();
    } catch (error) {
      log.error({ err: error, step: name }, 'a step of the shutdown failed');
    }
  }
}
