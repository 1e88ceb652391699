/** Runs `work` one at a time; whoever asks meanwhile is served by one more run. @param work never rejects */
export function coalesced(work: () => Promise<void>): (() => void) & { /** Resolves when nothing runs. */ idle(): Promise<void> } {
  let running: Promise<void> | null = null;
  let again = false;
  const loop = async () => {
    do {
      again = false;
      await work();
    } while (again);
    running = null;
  };
  const ask = () => {
    again = true;
    running ??= loop();
  };
  return Object.assign(ask, { idle: async () => void (await running) });
}
