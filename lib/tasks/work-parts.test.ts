import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { taskWorld, type TaskWorld } from '#lib/testing/task-world.ts';
import { workParts } from './work-parts.ts';

let world: TaskWorld;
beforeEach(async () => {
  world = await taskWorld();
});
afterEach(() => world.close());

describe('pieces of a work', () => {
  it('are given back under the same key, replaced under it, and unknown to other works', async () => {
    const [one, two] = await Promise.all(['https://example.org/a', 'https://example.org/b'].map(async (url) => {
      const { view } = await world.service.submit(world.actor, { url });
      return workParts(world.db, (await world.db.task.findUniqueOrThrow({ where: { id: view.id } })).work_id);
    }));
    await one!.save(['notes', 1], { text: 'first' });
    await one!.save(['notes', 1], { text: 'second' });
    expect(await one!.load(['notes', 1])).toEqual({ text: 'second' });
    expect(await one!.load(['notes', 2])).toBeUndefined();
    expect(await two!.load(['notes', 1])).toBeUndefined();
  });

  it('go with the last task of the work', async () => {
    const { view } = await world.service.submit(world.actor, { url: 'https://example.org/a' });
    const { work_id } = await world.db.task.findUniqueOrThrow({ where: { id: view.id } });
    await workParts(world.db, work_id).save(['notes'], 1);
    await world.service.remove(world.actor, view.id);
    expect(await world.db.workPart.count()).toBe(0);
  });
});
