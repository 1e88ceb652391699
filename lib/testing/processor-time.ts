import type { Steps } from '#lib/platform/steps.ts';

/** Milliseconds that this process works while something is done, which others on a busy machine do not make longer. */
export async function processorMs(act: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What the longest of the steps takes of this thread, at most, in milliseconds: so long nobody else has a turn. */
export function longestStepMs(steps: Steps<unknown>): number {
  let longest = 0;
  let [looked, before] = [performance.now(), process.threadCpuUsage()];
  for (let done: boolean | undefined = false; !done; ) {
    done = steps.next().done;
    // To ask the system after every small step would take longer than the step.
    if (performance.now() - looked < SMALL) continue;
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    [looked, before] = [performance.now(), process.threadCpuUsage()];
  }
  return longest;
}

/** Steps that take so long together are looked at as one, in milliseconds. */
const SMALL = 2;
