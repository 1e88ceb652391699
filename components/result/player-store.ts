/** What every part of a result page shares with the player: where it stands, and the wish to be elsewhere. */
export type PlayerStore = {
  /** Seconds; what the player last said. */
  time(): number;
  subscribe(listener: () => void): () => void;
  /** Moves the player, and starts it. */
  seek(seconds: number): void;
  /** The player on the page says where it stands. */
  report(seconds: number): void;
  /** The player on the page offers to be moved. @returns a function that takes the offer back. */
  attach(seek: (seconds: number) => void): () => void;
};

export function createPlayerStore(): PlayerStore {
  let now = 0;
  let player: ((seconds: number) => void) | null = null;
  const listeners = new Set<() => void>();
  const tell = (seconds: number) => {
    if (seconds === now) return;
    now = seconds;
    for (const listener of listeners) listener();
  };
  return {
    time: () => now,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    seek(seconds) {
      tell(seconds);
      player?.(seconds);
    },
    report: tell,
    attach(seek) {
      player = seek;
      return () => {
        if (player === seek) player = null;
      };
    },
  };
}
