import { every, type Clock } from '#lib/platform/clock.ts';
import type { Db } from '#lib/db/client.ts';
import type { Log } from '#lib/platform/log.ts';
import type { Storage } from './storage.ts';
import { UNUSED_MS } from './uploads.ts';

const SWEEP_MS = 600_000;

type Deps = { db: Db; storage: Storage; clock: Clock; log: Log };

/** Removes files that nobody goes on sending or has made a task of. Any number of these may run side by side. */
export function createSweeper(deps: Deps): { start(): void; stop(): Promise<void>; sweep(): Promise<void> } {
  let end: () => void = () => undefined;
  let busy: Promise<void> = Promise.resolve();
  const sweep = () => (busy = busy.then(() => sweepOnce(deps)).catch((error: unknown) => deps.log.warn({ err: error }, 'could not sweep uploads; trying again soon')));
  return {
    start() {
      end = every(deps.clock, SWEEP_MS, () => void sweep());
      void sweep();
    },
    async stop() {
      end();
      await busy;
    },
    sweep,
  };
}

async function sweepOnce({ db, storage, clock }: Deps): Promise<void> {
  const before = clock.now() - UNUSED_MS;
  for (const id of await storage.ids()) {
    const facts = await storage.facts(id);
    if (facts === null || facts.changed_at > before) continue;
    await db.upload.deleteMany({ where: { id, tasks: { none: {} } } });
    if ((await db.upload.count({ where: { id } })) === 0) await storage.remove(id);
  }
  // A row whose file went while nobody looked.
  const old = await db.upload.findMany({ where: { tasks: { none: {} }, created_at: { lt: new Date(before) } }, select: { id: true } });
  for (const { id } of old) if ((await storage.facts(id)) === null) await db.upload.deleteMany({ where: { id, tasks: { none: {} } } });
}
