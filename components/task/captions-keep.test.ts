import { describe, expect, it } from 'vitest';
import { createCaptionsKeep, filmOf } from './captions-keep.ts';

function memory() {
  const values = new Map<string, string>();
  return { getItem: (key: string) => values.get(key) ?? null, setItem: (key: string, value: string) => void values.set(key, value) };
}

const film = (name: string, size = 1) => filmOf({ name, size, lastModified: 1_700_000_000_000 });
const captions = { id: 'c', filename: 'talk.srt' };

describe('captions that were sent ahead of their film', () => {
  it('are found by that film, after a reload too, until its task is made', () => {
    const storage = memory();
    createCaptionsKeep(storage).put(film('talk.mp4'), captions);
    const later = createCaptionsKeep(storage);
    expect(later.of({ filename: 'talk.mp4', size: 1, modified_at: '2023-11-14T22:13:20.000Z' })).toEqual(captions);
    expect(later.of(film('talk.mp4', 2))).toBeNull();
    later.drop(film('talk.mp4'));
    expect(later.of(film('talk.mp4'))).toBeNull();
  });

  it('are the newest ones of a film, and of the newest films', () => {
    const keep = createCaptionsKeep(memory());
    keep.put(film('0.mp4'), captions);
    keep.put(film('0.mp4'), { id: 'd', filename: 'better.srt' });
    expect(keep.of(film('0.mp4'))?.id).toBe('d');
    for (let index = 1; index <= 20; index++) keep.put(film(`${index}.mp4`), captions);
    expect(keep.of(film('0.mp4'))).toBeNull();
    expect(keep.of(film('1.mp4'))).toEqual(captions);
  });

  it('are forgotten where nothing can be kept, or what was kept is broken', () => {
    const refusing = { getItem: () => '{', setItem: () => { throw new Error('full'); } };
    for (const storage of [null, refusing]) {
      const keep = createCaptionsKeep(storage);
      keep.put(film('talk.mp4'), captions);
      expect(keep.of(film('talk.mp4'))).toBeNull();
    }
  });
});
