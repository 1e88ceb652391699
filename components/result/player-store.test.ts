import { describe, expect, it } from 'vitest';
import { createPlayerStore } from './player-store.ts';

describe('the player store', () => {
  it('tells its listeners of a new time, moves the player, and lets go of it', () => {
    const store = createPlayerStore();
    const seen: number[] = [];
    const moved: number[] = [];
    const stop = store.subscribe(() => seen.push(store.time()));
    const detach = store.attach((seconds) => moved.push(seconds));
    store.seek(5);
    store.report(5);
    store.report(6);
    detach();
    store.seek(9);
    stop();
    store.report(10);
    // Of a player that comes or goes they are told too.
    expect(seen).toEqual([0, 5, 6, 6, 9]);
    expect(moved).toEqual([5]);
    expect(store.time()).toBe(10);
  });

  it('tells of every wish to be elsewhere, the same one again too, and whether a player can be moved', () => {
    const store = createPlayerStore();
    const sought: number[] = [];
    const stop = store.onSeek((seconds) => sought.push(seconds));
    store.seek(5);
    store.seek(5);
    stop();
    store.seek(6);
    expect(sought).toEqual([5, 5]);
    expect(store.playable()).toBe(false);
    const detach = store.attach(() => undefined);
    expect(store.playable()).toBe(true);
    detach();
    expect(store.playable()).toBe(false);
  });
});
