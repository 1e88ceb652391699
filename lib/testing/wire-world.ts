import { randomUUID } from 'node:crypto';
import type { UserActor } from '#lib/auth/actor.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { append } from '#lib/tasks/event-log.ts';
import { Target } from '../../scripts/conformance/target.ts';
import { httpWorld } from './http-world.ts';

/** The real server on a port, in local mode, the client of the conformance checks before it, and tasks whose logs the test writes. */
export async function wireWorld(env: Record<string, string> = {}) {
  const world = await httpWorld(env);
  const owner = (await world.services.auth.authenticate({})) as UserActor;
  return {
    ...world,
    owner,
    target: new Target({ base: world.url, token: null, pid: null, media: null }),
    /** @returns the id of a task that waits, since nobody runs any */
    submit: async (): Promise<string> => (await world.services.tasks.submit(owner, { url: SAMPLE_URL, options: { check: randomUUID() } })).view.id,
    log: (task_id: string, reason: string) => append({ db: world.db, bell: world.bell, clock: world.services.clock }, { task_id }, { draft: { type: 'stage_skipped', stage: 'resolve', reason } }),
  };
}
