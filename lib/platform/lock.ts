/** Lets one on at a time; the others wait in the order in which they came. */
export type Lock = {
  /** Waits its turn. @returns the release, to be called once */
  acquire(): Promise<() => void>;
  /** Does `work` alone, whether it fails or not. */
  run<T>(work: () => Promise<T>): Promise<T>;
};

export function createLock(): Lock {
  let tail = Promise.resolve();
  const acquire = async () => {
    const before = tail;
    const { promise, resolve } = Promise.withResolvers<void>();
    tail = promise;
    await before;
    return resolve;
  };
  return {
    acquire,
    async run(work) {
      const release = await acquire();
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}
