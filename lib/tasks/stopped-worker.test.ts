import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STAGES } from '#lib/protocol/stages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { ForkedNode } from '#lib/testing/forked-node.ts';
import type { Pause } from '#lib/testing/node-process.ts';
import { foldLog } from '#lib/testing/task-world.ts';
import { freshDatabase, type TestDb } from '#lib/testing/test-db.ts';
import { readAfter } from './event-log.ts';

/** A lease of 30 s has run out after one. */
const TIMES = 30;
const since = Date.now();

let database: TestDb;
let nodes: ForkedNode[];
beforeEach(async () => {
  nodes = [];
  database = await freshDatabase();
});
afterEach(async () => {
  for (const node of nodes) await node.kill();
  await database.close();
});

async function boot(pause?: Pause): Promise<ForkedNode> {
  const node = await ForkedNode.boot({ url: database.url, times: TIMES, since, ...(pause && { pause }) });
  nodes.push(node);
  return node;
}

/** A process that was stopped in the middle of its run, and the task of that run. */
async function stoppedIn(stage: Pause['stage']): Promise<{ stopped: ForkedNode; task_id: string }> {
  const stopped = await boot({ stage, how: 'stopped' });
  const paused = stopped.paused();
  const task_id = await stopped.submit();
  await paused;
  return { stopped, task_id };
}

const outputs = () => database.db.stageOutput.findMany({ orderBy: { stage: 'asc' } });

/** One worker was lost, and what each stage made was made once. */
async function expectRunOnce(task_id: string): Promise<void> {
  const log = await readAfter(database.db, task_id, 0, 1000);
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_event, index) => index + 1));
  expect(log.filter(({ type }) => type === 'task_retried')).toMatchObject([{ reason: 'worker_lost', from_stage: 'chapters', attempt: 2 }]);
  expect(log.flatMap((event) => (event.type === 'stage_completed' ? [event.stage] : []))).toEqual(STAGES);
  expect(log.at(-1)?.type).toBe('task_completed');
  const view = JSON.parse((await database.db.task.findUniqueOrThrow({ where: { id: task_id } })).view) as TaskView;
  expect(view).toEqual(foldLog(view, log));
  const timings = await database.db.stageTiming.findMany();
  expect(timings.map(({ stage }) => stage).toSorted()).toEqual(STAGES.toSorted());
}

describe('a worker process that is stopped for longer than its lease, and woken', () => {
  it('[D2] writes nothing over what another one has made in the meantime, nor after its end', async () => {
    const { stopped, task_id } = await stoppedIn('chapters');
    const next = await boot();
    expect(await next.end()).toBe('completed');
    await expect.poll(async () => (await readAfter(database.db, task_id, 0, 1000)).at(-1)?.type).toBe('task_completed');
    const made = await outputs();
    const end = stopped.end();
    stopped.goOn();
    expect(await end).toMatch(/^(conflict|cancelled)$/);
    expect(await outputs()).toEqual(made);
    await expectRunOnce(task_id);
  }, 90_000);

  it('[D2] leaves the stage to the one that is at it', async () => {
    const { stopped, task_id } = await stoppedIn('chapters');
    const next = await boot({ stage: 'chapters', how: 'held' });
    await next.paused();
    const made = await outputs();
    const end = stopped.end();
    stopped.goOn();
    expect(await end).toMatch(/^(conflict|cancelled)$/);
    expect(await outputs()).toEqual(made);
    const completed = next.end();
    next.goOn();
    expect(await completed).toBe('completed');
    await expect.poll(async () => (await readAfter(database.db, task_id, 0, 1000)).at(-1)?.type).toBe('task_completed');
    await expectRunOnce(task_id);
  }, 90_000);
});
