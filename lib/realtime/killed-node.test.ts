import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StageName } from '#lib/protocol/stages.ts';
import { blankView } from '#lib/protocol/task-view.ts';
import { readAfter } from '#lib/tasks/event-log.ts';
import { fastClock } from '#lib/testing/fast-clock.ts';
import { FaultProxy } from '#lib/testing/fault-proxy.ts';
import { ForkedNode } from '#lib/testing/forked-node.ts';
import { NetworkClient } from '#lib/testing/network-client.ts';
import { foldLog } from '#lib/testing/task-world.ts';
import { freshDatabase, type TestDb } from '#lib/testing/test-db.ts';

/** A lease of 30 s has run out after one. */
const TIMES = 30;
/** A task that costs more workers than this is given up. */
const KILLS = 3;
const since = Date.now();
const clock = fastClock(TIMES, since);

let database: TestDb;
let proxy: FaultProxy;
let node: ForkedNode;
/** Stages that each life of the node began to work on. */
let lives: StageName[][];

/** One more life of the node, on the same database. */
async function boot(): Promise<void> {
  node = await ForkedNode.boot({ url: database.url, times: TIMES, since });
  lives.push(node.began);
}

beforeEach(async () => {
  lives = [];
  database = await freshDatabase();
  proxy = await FaultProxy.start(() => node.port);
});
afterEach(async () => {
  await node.kill();
  await proxy.stop();
  await database.close();
});

const logOf = (id: string) => readAfter(database.db, id, 0, 1000);

describe('a node that is killed in the middle of a burst, again and again', () => {
  it('[D2] loses nothing: its client ends in the fold of the log, and no finished stage was run again', async () => {
    await boot();
    const task_id = await node.submit();
    const client = new NetworkClient(task_id, { port: () => proxy.port, clock });
    const finishedAt: Set<StageName>[] = [];
    for (let killed = 1; killed <= KILLS; killed++) {
      await expect.poll(() => client.view?.attempt === killed && client.view.stages.some(({ status, progress }) => status === 'running' && progress > 0), { timeout: 20_000, interval: 2 }).toBe(true);
      await node.kill();
      finishedAt.push(new Set((await logOf(task_id)).flatMap((event) => (event.type === 'stage_completed' ? [event.stage] : []))));
      await boot();
    }
    await expect.poll(() => client.view?.status, { timeout: 30_000 }).toBe('completed');

    const log = await logOf(task_id);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_event, index) => index + 1));
    expect(log.filter(({ type }) => type === 'task_retried')).toMatchObject(Array.from({ length: KILLS }, (_, index) => ({ attempt: index + 2, reason: 'worker_lost' })));
    expect(client.view).toEqual(foldLog(blankView(task_id, log[0]?.timestamp ?? ''), log));
    const seqs = client.shown.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(client.live).toEqual([...new Set(client.live)].toSorted((a, b) => a - b));
    for (const [life, finished] of finishedAt.entries()) for (const stage of lives.slice(life + 1).flat()) expect(finished).not.toContain(stage);
    client.close();
  }, 90_000);
});
