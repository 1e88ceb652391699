import { describe, expect, it } from 'vitest';
import { log } from '#lib/platform/log.ts';
import { localBell } from './bell-local.ts';

describe('the bell of one process', () => {
  it('is heard by all who listen, until they stop', async () => {
    const bell = localBell();
    const heard: string[] = [];
    const listen = (name: string) => bell.onRing((ring) => heard.push(`${name}:${ring.kind}`));
    const quiet = listen('a');
    listen('b');
    bell.ring({ kind: 'queue' });
    quiet();
    bell.ring({ kind: 'queue' });
    expect(heard).toEqual(['a:queue', 'b:queue', 'b:queue']);
    await bell.close();
    bell.ring({ kind: 'queue' });
    expect(heard).toHaveLength(3);
  });

  it('a listener that throws harms nobody else', () => {
    const bell = localBell();
    const { level } = log;
    log.level = 'silent';
    let heard = 0;
    bell.onRing(() => {
      throw new Error('mine');
    });
    bell.onRing(() => (heard += 1));
    bell.ring({ kind: 'queue' });
    log.level = level;
    expect(heard).toBe(1);
  });
});
