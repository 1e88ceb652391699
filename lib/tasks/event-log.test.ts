import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_EVENT_BYTES } from '#lib/protocol/messages.ts';
import type { Milestone, MilestoneDraft } from '#lib/protocol/events.ts';
import { STAGES } from '#lib/protocol/stages.ts';
import { completedDraft, startedDraft, transcript } from '#lib/testing/builders.ts';
import { foldLog, taskWorld, type TaskWorld } from '#lib/testing/task-world.ts';
import { append, readAfter, storeProgress } from './event-log.ts';
import { claimNext, requeue } from './queue.ts';
import { readLive } from './task-repo.ts';

let world: TaskWorld;
beforeEach(async () => {
  world = await taskWorld();
});
afterEach(() => world.close());

const submit = async (url = 'https://example.org/v') => (await world.service.submit(world.actor, { url })).view.id;
const skipped = (reason: string): MilestoneDraft => ({ type: 'stage_skipped', stage: 'save', reason });
const rowMatchesLog = async (id: string) => {
  const row = await world.row(id);
  expect(row).toEqual(foldLog(row, await world.log(id)));
};

describe('the log', () => {
  it('[E1] twenty appends at the same time get twenty places without a hole', async () => {
    const id = await submit();
    const rung: Milestone[] = [];
    world.bell.onRing((ring) => ring.kind === 'milestone' && rung.push(ring.event));
    await Promise.all(Array.from({ length: 20 }, (_, index) => append(world, { task_id: id }, { draft: skipped(String(index)) })));
    const log = await world.log(id);
    expect(log.map((event) => event.seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    expect(new Set(rung.map((event) => event.seq)).size).toBe(20);
    await rowMatchesLog(id);
  });

  it('[E1] reads on after a cursor, in order and no more than asked', async () => {
    const id = await submit();
    for (const stage of STAGES.slice(0, 3)) await append(world, { task_id: id }, { draft: startedDraft(stage) });
    expect((await readAfter(world.db, id, 1, 2)).map((event) => event.seq)).toEqual([2, 3]);
    expect(await readAfter(world.db, id, 4, 10)).toEqual([]);
  });

  it('refuses who does not hold the claim, and leaves no trace', async () => {
    const id = await submit();
    const claim = await claimNext({ ...world, running: null });
    await append(world, claim!, { draft: startedDraft('resolve') });
    await requeue(world, claim!, { reason: 'worker_lost' });
    const again = await claimNext({ ...world, running: null });
    await expect(append(world, claim!, { draft: skipped('zombie') })).rejects.toMatchObject({ code: 'conflict' });
    await expect(storeProgress(world, claim!, { seq: 2, ticks: [] })).rejects.toMatchObject({ code: 'conflict' });
    await append(world, again!, { draft: startedDraft('resolve') });
    expect((await world.log(id)).map((event) => event.type)).toEqual(['task_queued', 'stage_started', 'task_retried', 'stage_started']);
    await rowMatchesLog(id);
  });

  it('a state that forbids it is a conflict, and a task that is not there is not found', async () => {
    const id = await submit();
    await expect(append(world, { task_id: id }, { draft: skipped('x'), when: () => false })).rejects.toMatchObject({ code: 'conflict' });
    await expect(append(world, { task_id: 'nobody' }, { draft: skipped('x') })).rejects.toMatchObject({ code: 'task_not_found' });
    expect(await world.log(id)).toHaveLength(1);
  });

  it('the transcript goes by link, and what does not fit is left out and named', async () => {
    const id = await submit();
    const big = 'words '.repeat(20_000);
    const result = { transcript, summary: { short: 'S', paragraphs: [] }, key_ideas: [{ title: 'T', text: big, start: 0, end: 1, score: 1 }] };
    const { milestone } = await append(world, { task_id: id }, { draft: { type: 'stage_completed', stage: 'key_ideas', result, elapsed_time: 1 } });
    expect(milestone).toMatchObject({ result: { summary: { short: 'S' }, omitted: ['transcript', 'key_ideas'], transcript_ref: { cue_count: 2, url: expect.stringContaining(id) } } });
    expect(Buffer.byteLength(JSON.stringify(milestone))).toBeLessThan(MAX_EVENT_BYTES);
    await rowMatchesLog(id);
  });

  it('a snapshot fits one frame however much the milestones brought together', async () => {
    const id = await submit();
    const big = 'words '.repeat(14_000);
    const ideas = [{ title: 'T', text: big, start: 0, end: 1, score: 1 }];
    const chapters = [{ title: big, start: 0, end: 1, origin: 'detected' as const }];
    await append(world, { task_id: id }, { draft: { type: 'stage_completed', stage: 'key_ideas', result: { key_ideas: ideas }, elapsed_time: 1 } });
    await append(world, { task_id: id }, { draft: { type: 'stage_completed', stage: 'chapters', result: { chapters }, elapsed_time: 1 } });
    const live = await readLive(world.db, id);
    expect(live?.view.result).toMatchObject({ chapters: [{ start: 0 }], omitted: ['key_ideas'] });
    expect(Buffer.byteLength(JSON.stringify(live?.view))).toBeLessThan(MAX_EVENT_BYTES);
    expect(await readLive(world.db, 'nobody')).toBeNull();
  });

  it('progress stands in the row for who looks without listening, and is gone when the run has ended', async () => {
    const id = await submit();
    const claim = await claimNext({ ...world, running: null });
    await append(world, claim!, { draft: startedDraft('resolve') });
    const tick = { type: 'progress_update' as const, stage: 'resolve' as const, progress: 0.4, overall: 0.1, message: '4 of 10', elapsed_time: 2, eta_seconds: 9 };
    await storeProgress(world, claim!, { seq: 2, ticks: [tick] });
    expect(await world.row(id)).toMatchObject({ seq: 2, progress: 0.1, eta_seconds: 9, stages: [{ progress: 0.4, message: '4 of 10' }, {}, {}, {}, {}, {}, {}] });
    await world.service.cancel(world.actor, id);
    await rowMatchesLog(id);
  });

  it('the row is the fold of the log after any run', async () => {
    const stage = fc.constantFrom(...STAGES);
    const step = fc.oneof(
      stage.map(startedDraft), stage.map(completedDraft),
      stage.map((name): MilestoneDraft => ({ type: 'stage_skipped', stage: name, reason: 'r' })),
      stage.map((name): MilestoneDraft => ({ type: 'stage_failed', stage: name, code: 'internal', error: 'e', retryable: true })),
      stage.map((name): MilestoneDraft => ({ type: 'task_retried', from_stage: name, reason: 'asked' })),
      fc.constant<MilestoneDraft>({ type: 'task_cancelled', stage: null }),
      fc.constant<MilestoneDraft>({ type: 'task_completed', result: {} }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (drafts) => {
        const id = await submit();
        for (const draft of drafts) await append(world, { task_id: id }, { draft });
        await rowMatchesLog(id);
        const columns = await world.db.task.findUniqueOrThrow({ where: { id }, select: { status: true, seq: true, attempt: true } });
        expect(await world.row(id)).toMatchObject(columns);
      }),
      { numRuns: 15 },
    );
  });
});
