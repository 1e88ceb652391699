import type { UserActor } from '#lib/auth/actor.ts';
import type { Db } from '#lib/db/client.ts';
import { log } from '#lib/platform/log.ts';
import type { Milestone } from '#lib/protocol/events.ts';
import { fold, stateOf } from '#lib/protocol/fold.ts';
import { blankView, type TaskView } from '#lib/protocol/task-view.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import type { Bell, Ring } from '#lib/tasks/bell.ts';
import { readAfter } from '#lib/tasks/event-log.ts';
import type { RunJob } from '#lib/tasks/job.ts';
import { createTaskService, type TaskService } from '#lib/tasks/task-service.ts';
import { createWorker, type Worker, type WorkerDeps } from '#lib/tasks/worker.ts';
import { makeUser } from './builders.ts';
import { ManualClock } from './manual-clock.ts';
import { freshDatabase, type TestDb } from './test-db.ts';

/** The room of tasks on a real database, with a clock that is moved by hand. */
export type TaskWorld = {
  database: TestDb;
  db: Db;
  bell: Bell;
  clock: ManualClock;
  service: TaskService;
  /** The same on another client, or on one that a test stands around. */
  serviceOn(db: Db): TaskService;
  actor: UserActor;
  worker(runJob: RunJob, options?: Partial<WorkerDeps>): Worker;
  /** Resolves with the first milestone of the task, logged or to come, that fits. */
  until(task_id: string, fits: (event: Milestone) => boolean): Promise<Milestone>;
  log(task_id: string): Promise<Milestone[]>;
  /** The view in the row. */
  row(task_id: string): Promise<TaskView>;
  close(): Promise<void>;
};

export async function taskWorld(limits: { queued: number | null } = { queued: null }): Promise<TaskWorld> {
  const database = await freshDatabase();
  const { db } = database;
  const bell = localBell();
  // Rows of the builders carry the machine's time, so the clock begins there.
  const clock = new ManualClock(Date.now());
  const workers: Worker[] = [];
  const serviceOn = (on: Db) => createTaskService({ db: on, bell, clock, vetUrl: async (_actor, text) => ({ url: new URL(text).href, upload_id: null }), releaseUpload: async () => undefined, limits });
  const readLog = (task_id: string) => readAfter(db, task_id, 0, 10_000);
  return {
    database, db, bell, clock,
    service: serviceOn(db),
    serviceOn,
    actor: await makeUser(db),
    worker(runJob, options = {}) {
      const worker = createWorker({ db, bell, clock, log, runJob, concurrency: 2, running: null, ...options });
      workers.push(worker);
      return worker;
    },
    until: (task_id, fits) => firstMilestone(bell, fits, () => readLog(task_id), task_id),
    log: readLog,
    row: async (task_id) => JSON.parse((await db.task.findUniqueOrThrow({ where: { id: task_id } })).view) as TaskView,
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await database.close();
    },
  };
}

/** What the log alone says of a task. */
export function foldLog(view: TaskView, events: readonly Milestone[]): TaskView {
  return events.reduce((state, event) => fold(state, event), stateOf(blankView(view.id, view.created_at))).view;
}

// oxlint-disable-next-line max-params -- listens first, then looks
async function firstMilestone(bell: Bell, fits: (event: Milestone) => boolean, read: () => Promise<Milestone[]>, task_id: string): Promise<Milestone> {
  const { promise, resolve } = Promise.withResolvers<Milestone>();
  const quiet = bell.onRing((ring: Ring) => {
    if (ring.kind === 'milestone' && ring.event.task_id === task_id && fits(ring.event)) resolve(ring.event);
  });
  const past = (await read()).find(fits);
  if (past !== undefined) resolve(past);
  return promise.finally(quiet);
}
