import { describe, expect, it } from 'vitest';
import { completedDraft, startedDraft } from '#lib/testing/builders.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import type { Milestone, MilestoneDraft } from '#lib/protocol/events.ts';
import { LEASE_MS } from './lease-watch.ts';

type Claim = { task_id: string; claim_token: string };

/** Log and queue as the suite sees them. */
export type LogUnderTest = {
  submit(): Promise<string>;
  claim(): Promise<Claim | null>;
  append(holder: { task_id: string; claim_token?: string }, draft: MilestoneDraft): Promise<void>;
  heartbeat(claim: Claim): Promise<boolean>;
  /** Time passes, and lost workers are looked for all the while. */
  wait(ms: number): Promise<void>;
  log(task_id: string): Promise<readonly Milestone[]>;
  close(): Promise<void>;
};

const codeOf = (work: Promise<unknown>) => work.then(() => null, (error: unknown) => asFailure(error).code);

/** What every log and queue does, in memory and on a database. */
export function logContract(name: string, make: () => Promise<LogUnderTest>): void {
  describe(`log and queue, ${name}`, () => {
    const held = async (run: (log: LogUnderTest) => Promise<void>) => {
      const log = await make();
      try {
        await run(log);
      } finally {
        await log.close();
      }
    };

    it('counts seq 1, 2, 3 … with no hole, from the first milestone', () => held(async (log) => {
      const task_id = await log.submit();
      const claim = await log.claim();
      for (const stage of ['resolve', 'transcript'] as const) for (const draft of [startedDraft(stage), completedDraft(stage)]) await log.append(claim!, draft);
      expect((await log.log(task_id)).map(({ seq, type }) => [seq, type])).toEqual([[1, 'task_queued'], [2, 'stage_started'], [3, 'stage_completed'], [4, 'stage_started'], [5, 'stage_completed']]);
    }));

    it('gives a task to one worker at a time, in order of arrival', () => held(async (log) => {
      const [first, second] = [await log.submit(), await log.submit()];
      expect([(await log.claim())?.task_id, (await log.claim())?.task_id, await log.claim()]).toEqual([first, second, null]);
    }));

    it('takes a task back from a worker that is silent, and lets no word of it in any more', () => held(async (log) => {
      const task_id = await log.submit();
      const lost = await log.claim();
      await log.append(lost!, startedDraft('resolve'));
      await log.wait(LEASE_MS - 1000);
      expect(await log.claim()).toBeNull();
      await log.wait(2000);
      const next = await log.claim();
      expect(next?.task_id).toBe(task_id);
      expect(await log.heartbeat(lost!)).toBe(false);
      expect(await codeOf(log.append(lost!, completedDraft('resolve')))).toBe('conflict');
      await log.append(next!, startedDraft('resolve'));
      expect((await log.log(task_id)).map(({ type, attempt }) => [type, attempt])).toEqual([['task_queued', 1], ['stage_started', 1], ['task_retried', 2], ['stage_started', 2]]);
    }));

    it('lets a worker that speaks up keep its task', () => held(async (log) => {
      await log.submit();
      const claim = await log.claim();
      for (let beat = 0; beat < 4; beat++) {
        await log.wait(LEASE_MS / 2);
        expect(await log.heartbeat(claim!)).toBe(true);
      }
      await log.append(claim!, startedDraft('resolve'));
    }));

    it('knows no other tasks', () => held(async (log) => {
      expect(await codeOf(log.append({ task_id: 'nobody' }, startedDraft('resolve')))).toBe('task_not_found');
    }));
  });
}
