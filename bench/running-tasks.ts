import type { UserActor } from '#lib/auth/actor.ts';
import { transact } from '#lib/db/transact.ts';
import { isoNow } from '#lib/platform/clock.ts';
import { STAGES } from '#lib/protocol/stages.ts';
import { blankView } from '#lib/protocol/task-view.ts';
import type { Feed } from '#lib/realtime/feed.ts';
import type { Services } from '#lib/services.ts';
import { appendIn } from '#lib/tasks/event-log.ts';
import { workFor } from '#lib/tasks/work-repo.ts';

/**
 * What exists only in the bench: a task that nobody submitted begins to run when it is first asked for.
 * Its rows and its first milestones are those of any task.
 */
export class RunningTasks {
  #services: Pick<Services, 'db' | 'clock'>;
  #owner: UserActor;
  #known = new Map<string, Promise<void>>();

  constructor(services: Pick<Services, 'db' | 'clock'>, owner: UserActor) {
    this.#services = services;
    this.#owner = owner;
  }

  /** Resolves when the task is there. */
  ensure(id: string): Promise<void> {
    const known = this.#known.get(id) ?? this.#find(id);
    this.#known.set(id, known);
    return known;
  }

  /** The log, in which every task is found. */
  over(feed: Feed): Feed {
    return {
      ...feed,
      readLive: async (id) => {
        await this.ensure(id);
        return feed.readLive(id);
      },
    };
  }

  async #find(id: string): Promise<void> {
    const { db, clock } = this.#services;
    if (await db.task.findUnique({ where: { id }, select: { id: true } })) return;
    const url = `https://bench.mindtube.invalid/${id}`;
    await transact(db, async (tx) => {
      const now = new Date(clock.now());
      const work_id = await workFor(tx, `bench ${id}`, now);
      const view = JSON.stringify(blankView(id, isoNow(clock)));
      await tx.task.create({ data: { id, owner_id: this.#owner.user_id, work_id, url, options: '{}', status: 'running', view, created_at: now, queued_at: now }, select: { id: true } });
      await appendIn(tx, clock, { task_id: id }, { draft: { type: 'task_queued', url, position: 1 } });
      await appendIn(tx, clock, { task_id: id }, { draft: { type: 'stage_started', stage: 'resolve', stage_index: 0, stage_count: STAGES.length } });
    });
  }
}
