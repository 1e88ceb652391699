import { afterEach, beforeEach, expect, it } from 'vitest';
import { aroundDb } from '#lib/testing/around-db.ts';
import { startedDraft } from '#lib/testing/builders.ts';
import { foldLog, taskWorld, type TaskWorld } from '#lib/testing/task-world.ts';
import { createMember } from './member.ts';
import { claimNext } from './queue.ts';

let world: TaskWorld;
beforeEach(async () => {
  world = await taskWorld();
});
afterEach(() => world.close());

it('[E3] progress that is on its way to the row while its stage fails is not written into the failed stage', async () => {
  const { id } = (await world.service.submit(world.actor, { url: 'https://example.org/v' })).view;
  const claim = await claimNext({ ...world, running: null });
  const gate = Promise.withResolvers<void>();
  const flushing = Promise.withResolvers<unknown>();
  let holds = false;
  const db = aroundDb(world.db, (call, run) => {
    if (!holds || call !== '$transaction') return run();
    holds = false;
    const late = gate.promise.then(run);
    flushing.resolve(late);
    return late;
  });
  const member = createMember({ ...world, db }, claim!);
  await member.append({ draft: startedDraft('summary') });
  member.tick({ type: 'progress_update', stage: 'summary', progress: 0.4, overall: 0.3, message: '4 of 10', elapsed_time: 2 });
  holds = true;
  world.clock.advance(1000);
  await member.append({ draft: { type: 'stage_failed', stage: 'summary', code: 'model_failed', error: 'e', retryable: true } });
  gate.resolve();
  await flushing.promise;
  const row = await world.row(id);
  expect(row).toEqual(foldLog(row, await world.log(id)));
});
