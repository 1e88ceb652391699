import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Milestone } from '#lib/protocol/events.ts';
import { log } from '#lib/platform/log.ts';
import type { Bell, Ring } from './bell.ts';

const milestone = (seq: number, reason = 'because'): Ring =>
  ({ kind: 'milestone', event: { type: 'stage_skipped', task_id: 't1', seq, attempt: 1, timestamp: '2026-01-01T00:00:00.000Z', stage: 'resolve', reason } satisfies Milestone });
const tick = (text: string): Ring => ({ kind: 'tick', task_id: 't1', attempt: 1, draft: { type: 'partial_result', stage: 'summary', text } });
/** One of each kind that travels. */
const RINGS: Ring[] = [milestone(1), tick('Grüße, 世界'), { kind: 'cancel', task_id: 't1' }, { kind: 'queue' }, { kind: 'revoked', credential_id: 'c1' }];

/** What every bell must do. @param open a bell */
export function bellContract(name: string, open: () => Bell): void {
  describe(`a bell: ${name}`, () => {
    const bells: Bell[] = [];
    const opened = () => bells[bells.push(open()) - 1] as Bell;
    afterEach(() => Promise.all(bells.splice(0).map((bell) => bell.close())));

    it('is heard at home at once, in order, by all who listen, until they stop', () => {
      const bell = opened();
      const heard: string[] = [];
      const listen = (who: string) => bell.onRing((ring) => ring.kind !== 'missed' && heard.push(`${who}:${ring.kind}`));
      const quiet = listen('a');
      listen('b');
      bell.ring({ kind: 'queue' });
      quiet();
      bell.ring({ kind: 'cancel', task_id: 't1' });
      expect(heard).toEqual(['a:queue', 'b:queue', 'b:cancel']);
    });

    it('is heard by nobody once it is closed', async () => {
      const bell = opened();
      let heard = 0;
      bell.onRing(() => (heard += 1));
      await bell.close();
      bell.ring({ kind: 'queue' });
      expect(heard).toBe(0);
    });

    it('a listener that throws harms nobody else', () => {
      const bell = opened();
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
}

/** What a bell of several nodes must do beside. @param open a bell on a channel; @param cut ends all its connections from outside */
export function remoteBellContract(name: string, { open, cut }: { open: (channel: string) => Bell; cut: () => Promise<void> }): void {
  bellContract(name, () => open('contract'));
  describe(`a bell of several nodes: ${name}`, () => {
    let channels = 0;
    const bells: Bell[] = [];
    afterEach(() => Promise.all(bells.splice(0).map((bell) => bell.close())));

    /** Nodes that hear each other, and what each hears. */
    async function nodes(count: number) {
      const channel = `contract-${process.pid}-${channels++}`;
      const opened = Array.from({ length: count }, () => open(channel));
      bells.push(...opened);
      const heard = opened.map((bell) => {
        const rings: Ring[] = [];
        bell.onRing((ring) => rings.push(ring));
        return rings;
      });
      await connected();
      for (const rings of heard) rings.length = 0;
      return { bells: opened, heard };
    }
    const connected = () => vi.waitFor(() => expect(bells.map((bell) => bell.reach())).toEqual(bells.map(() => 'nodes')), 10_000);
    const hears = (rings: Ring[], expected: Ring[]) => vi.waitFor(() => expect(rings).toEqual(expected), 5_000);

    it('carries every kind of ring to every other node, whole, in order and once', async () => {
      const { bells: [one], heard: [first = [], second = [], third = []] } = await nodes(3);
      for (const ring of RINGS) one?.ring(ring);
      await Promise.all([hears(second, RINGS), hears(third, RINGS)]);
      expect(first).toEqual(RINGS);
    });

    it('carries a burst in order', async () => {
      const { bells: [one], heard: [, second = []] } = await nodes(2);
      const burst = Array.from({ length: 500 }, (_, index) => milestone(index + 1));
      for (const ring of burst) one?.ring(ring);
      await hears(second, burst);
    });

    it('tells of a milestone too large to travel, so that it is read', async () => {
      const { bells: [one], heard: [, second = []] } = await nodes(2);
      one?.ring(milestone(7, 'x'.repeat(2 * 1024 * 1024)));
      one?.ring(tick('too large as well, and worth nothing later'.padEnd(4 * 1024 * 1024)));
      one?.ring({ kind: 'queue' });
      await hears(second, [{ kind: 'logged', task_id: 't1', seq: 7 }, { kind: 'queue' }]);
    });

    it('says so when the others are out of reach, comes back by itself, and says that rings may have been missed', async () => {
      const { bells: [one, two], heard: [, second = []] } = await nodes(2);
      const { level } = log;
      log.level = 'silent';
      await cut();
      await vi.waitFor(() => expect(second.map(({ kind }) => kind)).toContain('missed'), 10_000);
      await connected();
      log.level = level;
      second.length = 0;
      one?.ring({ kind: 'queue' });
      two?.ring({ kind: 'cancel', task_id: 't2' });
      await vi.waitFor(() => expect(second).toHaveLength(2), 5_000);
    });

    it('sends what was rung before it is closed', async () => {
      const { bells: [one], heard: [, second = []] } = await nodes(2);
      one?.ring({ kind: 'queue' });
      await one?.close();
      await hears(second, [{ kind: 'queue' }]);
    });
  });
}
