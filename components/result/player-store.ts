/** What every part of a result page shares with the player: where it stands, and the wish to be elsewhere. */
export type PlayerStore = {
  /** Seconds; what the player last said. */
  time(): number;
  subscribe(listener: () => void): () => void;
  /** Moves the player, and starts it; where there is none, whoever listens to wishes shows that moment. */
  seek(seconds: number): void;
  /** Hears of every wish to be elsewhere. @returns a function that ends it */
  onSeek(listener: (seconds: number) => void): () => void;
  /** Whether there is a player on the page that can be moved. */
  playable(): boolean;
  /** The player on the page says where it stands. */
  report(seconds: number): void;
  /** The player on the page offers to be moved. @returns a function that takes the offer back. */
  attach(seek: (seconds: number) => void): () => void;
};

export function createPlayerStore(): PlayerStore {
  let now = 0;
  let player: ((seconds: number) => void) | null = null;
  const listeners = new Set<() => void>();
  const seekers = new Set<(seconds: number) => void>();
  const news = () => {
    for (const listener of listeners) listener();
  };
  const tell = (seconds: number) => {
    if (seconds === now) return;
    now = seconds;
    news();
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
      for (const listener of seekers) listener(seconds);
    },
    onSeek(listener) {
      seekers.add(listener);
      return () => void seekers.delete(listener);
    },
    playable: () => player !== null,
    report: tell,
    attach(seek) {
      player = seek;
      news();
      return () => {
        if (player === seek) player = null;
        news();
      };
    },
  };
}
