import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { UserActor } from '#lib/auth/actor.ts';
import { log } from '#lib/platform/log.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { scriptedRun, untilAborted } from '#lib/testing/builders.ts';
import { httpNode } from '#lib/testing/http-world.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { freshDatabase, type TestDb } from '#lib/testing/test-db.ts';
import { Target } from '../../scripts/conformance/target.ts';
import type { Bell } from './bell.ts';
import type { RunJob } from './job.ts';
import { createWorker, type Worker } from './worker.ts';

type Node = Awaited<ReturnType<typeof httpNode>> & { target: Target };

/** What two servers on one database must do. @param open a node's bell on the database of this address */
export function nodesContract(name: string, open: (database_url: string) => Bell): void {
  describe(`two servers on one database, with a bell of ${name}`, () => {
    let database: TestDb;
    let here: Node;
    let there: Node;
    let owner: UserActor;
    const workers: Worker[] = [];

    beforeAll(async () => {
      database = await freshDatabase();
      const node = async (): Promise<Node> => {
        const started = await httpNode({ db: await database.another(), bell: open(database.url) });
        return { ...started, target: new Target({ base: started.url, token: null, pid: null, media: null }) };
      };
      [here, there] = [await node(), await node()];
      owner = (await here.services.auth.authenticate({})) as UserActor;
      await vi.waitFor(() => expect([here, there].map(({ bell }) => bell.reach())).toEqual(['nodes', 'nodes']), 10_000);
    });
    afterAll(async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      for (const node of [here, there]) {
        await node.close();
        await node.bell.close();
      }
      await database.close();
    });

    /** Runs tasks over there. Its clock stands still, so it looks for nothing by itself: only the bell wakes it. */
    function work(runJob: RunJob): Worker {
      const { db, bell } = there;
      const worker = createWorker({ db, bell, clock: new ManualClock(there.services.clock.now()), log, runJob, concurrency: 1, running: null });
      workers.push(worker);
      worker.start();
      return worker;
    }
    const submit = async () => (await here.services.tasks.submit(owner, { url: SAMPLE_URL, options: { check: randomUUID() } })).view.id;

    it('[E1] what is run on one is followed on the other, milestones and ticks, by the bell alone', async () => {
      const watcher = await here.target.connect();
      const begun = Promise.withResolvers<void>();
      const worker = work(scriptedRun(() => begun.promise));
      const id = await submit();
      watcher.send({ type: 'subscribe_task', task_id: id });
      await watcher.next('task_snapshot');
      begun.resolve();
      const update = await watcher.next('progress_update');
      const done = await watcher.next('task_completed');
      expect(update).toMatchObject({ task_id: id, message: 'half' });
      expect(done.seq).toBe((await here.services.tasks.view(owner, id)).seq);
      expect(await (await here.target.call('/metrics')).text()).toContain('mindtube_milestones_healed_total 0');
      watcher.close();
      await worker.stop();
    });

    it('a task is cancelled on one while it runs on the other', async () => {
      const running = Promise.withResolvers<void>();
      const stopped = Promise.withResolvers<void>();
      const worker = work(scriptedRun((_stage, _job, { signal }) => {
        running.resolve();
        return untilAborted(signal).finally(stopped.resolve);
      }));
      const id = await submit();
      await running.promise;
      await here.services.tasks.cancel(owner, id);
      await stopped.promise;
      await worker.stop();
    });

    it('[A5] a share link that is revoked on one closes its viewers on the other', async () => {
      const id = await submit();
      const { token } = await here.services.shares.create(owner, id);
      const viewer = await there.target.connectAs(token);
      await viewer.next('connection_established');
      await here.services.shares.revokeAll(owner, id);
      expect((await viewer.closed).code).toBe(4403);
    });
  });
}
