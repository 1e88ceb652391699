/** Locks among the tabs of one browser: as much of the Web Locks API as is used here. */
export type TabLocks = {
  /**
   * Asks for a lock: in turn, or by force from whoever holds it.
   * @returns gives it up, or takes the request back; neither is told of
   */
  request(name: string, hear: LockHearer, by: 'turn' | 'force'): () => void;
};

/** `held`: the lock is ours. `lost`: another tab has taken it by force. */
export type LockHearer = { held(): void; lost(): void };

/** What one tab says, every other tab with the same channel open hears, in the order in which it was said. */
export type TabChannel = { post(message: unknown): void; close(): void };
export type OpenChannel = (name: string, hear: (message: unknown) => void) => TabChannel;
