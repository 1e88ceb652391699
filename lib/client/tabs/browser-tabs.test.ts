import { afterEach, describe, expect, it } from 'vitest';
import { browserLocks, canShareTabs, openBrowserChannel } from './browser-tabs.ts';

const given: (() => void)[] = [];
afterEach(() => given.splice(0).forEach((release) => release()));

/** Asks for a lock, and tells when it is held and when it is lost. */
function ask(name: string, by: 'turn' | 'force' = 'turn') {
  const held = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<void>();
  const log: string[] = [];
  const release = browserLocks.request(name, {
    held() {
      log.push('held');
      held.resolve();
    },
    lost() {
      log.push('lost');
      lost.resolve();
    },
  }, by);
  given.push(release);
  return { log, held: held.promise, lost: lost.promise, release };
}

describe('the locks of a browser', () => {
  it('are held in turn, and passed on when they are given up', async () => {
    const [first, second] = [ask('turn'), ask('turn')];
    await first.held;
    expect(second.log).toEqual([]);
    first.release();
    await second.held;
    expect(first.log).toEqual(['held']);
  });

  it('are not held by whoever took the request back', async () => {
    const [first, second, third] = [ask('back'), ask('back'), ask('back')];
    await first.held;
    second.release();
    first.release();
    await third.held;
    expect(second.log).toEqual([]);
  });

  it('can be taken by force, which the one before is told of', async () => {
    const first = ask('force');
    await first.held;
    const thief = ask('force', 'force');
    await Promise.all([thief.held, first.lost]);
    first.release();
    const next = ask('force');
    thief.release();
    await next.held;
    expect([first.log, thief.log]).toEqual([['held', 'lost'], ['held']]);
  });
});

describe('the channel of a browser', () => {
  it('carries words to every other tab in order, and to none that has left', async () => {
    const heard: unknown[] = [];
    const all = Promise.withResolvers<void>();
    const hearer = openBrowserChannel('words', (message) => {
      if (heard.push(message) === 2) all.resolve();
    });
    const gone = openBrowserChannel('words', () => expect.fail('heard after it had left'));
    const speaker = openBrowserChannel('words', () => expect.fail('heard itself'));
    gone.close();
    speaker.post({ n: 1 });
    speaker.post({ n: 2 });
    await all.promise;
    expect(heard).toEqual([{ n: 1 }, { n: 2 }]);
    for (const channel of [hearer, speaker]) channel.close();
  });

  it('is there wherever locks are', () => {
    expect(canShareTabs()).toBe(true);
  });
});
