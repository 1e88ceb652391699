import type { Db } from '#lib/db/client.ts';
import { transact } from '#lib/db/transact.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { MilestoneDraft } from '#lib/protocol/events.ts';
import type { StageName } from '#lib/protocol/stages.ts';
import { claimLost, readAfter } from './event-log.ts';
import type { JobPort } from './job.ts';
import { workParts } from './work-parts.ts';
import { addTiming, loadOutput, pastSeconds, saveOutput } from './work-repo.ts';

type RunHandles = Pick<JobPort, 'signal' | 'emit' | 'tick'> & {
  /** The claims of the run's tasks. */
  tokens(): string[];
};

/** What a run may do to the world: what it tells goes through `emit` and `tick`, what it makes into the shared work. */
export function createPort(deps: { db: Db; clock: Clock }, work_id: string, { emit, tokens, ...rest }: RunHandles): JobPort {
  const started = new Map<StageName, number>();
  return {
    ...rest,
    async emit(draft) {
      if (draft.type === 'stage_started') started.set(draft.stage, deps.clock.now());
      await emit(draft);
    },
    load: (stage) => loadOutput(deps.db, work_id, stage),
    async save(stage, output) {
      rest.signal.throwIfAborted();
      const seconds = (deps.clock.now() - (started.get(stage) ?? deps.clock.now())) / 1000;
      await transact(deps.db, async (tx) => {
        // A worker that was lost and does not know it writes nothing over what the next one has made.
        const { count } = await tx.task.updateMany({ where: { work_id, claim_token: { in: tokens() } }, data: { work_id } });
        if (count === 0) throw claimLost();
        await saveOutput(tx, work_id, { stage, output, seconds });
      });
      await addTiming(deps.db, stage, seconds);
    },
    parts: workParts(deps.db, work_id),
    pastSeconds: (stage) => pastSeconds(deps.db, stage),
  };
}

/** What the first task's log says of the stages that the job will pass over, for tasks that join. */
export async function pastOf(db: Db, task_id: string, finished: readonly StageName[]): Promise<MilestoneDraft[]> {
  if (finished.length === 0) return [];
  const log = await readAfter(db, task_id, 0, 5000);
  return finished.flatMap((stage) => {
    const of = (type: string) => log.findLast((event) => event.type === type && 'stage' in event && event.stage === stage);
    return [of('stage_started'), of('stage_completed')].flatMap((event) => (event === undefined ? [] : [draftOf(event)]));
  });
}

function draftOf(event: MilestoneDraft & { task_id?: string; seq?: number; attempt?: number; timestamp?: string }): MilestoneDraft {
  const { task_id: _t, seq: _s, attempt: _a, timestamp: _w, ...draft } = event;
  return draft as MilestoneDraft;
}
