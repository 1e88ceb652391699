import { randomInt } from 'node:crypto';
import { every } from '#lib/platform/clock.ts';
import type { Ring } from './bell.ts';
import { createAnnouncer } from './positions.ts';
import { claimNext, claimOfWorks, heartbeat, holding, LEASE_MS, type Claim } from './queue.ts';
import { BACKOFF_MS } from './settle.ts';
import { startRun, type RunDeps, type SharedRun } from './shared-run.ts';

const POLL_MS = 1000;
const HEARTBEAT_MS = LEASE_MS / 3;
/** How long `stop` waits for jobs to notice. */
const STOP_MS = 3000;

export type WorkerDeps = Omit<RunDeps, 'random' | 'backoff_ms'> & {
  /** Runs at a time in this process. */
  concurrency: number;
  /** Tasks of one owner that may run at a time; null: no limit (rule L1). */
  running: number | null;
  random?: () => number;
  backoff_ms?: readonly number[];
};

export type Worker = {
  start(): void;
  /** Takes no more, and hands what runs back to the queue (rule D2). */
  stop(): Promise<void>;
};

const chance = () => randomInt(1_000_000) / 1_000_000;

/** Takes tasks in order of arrival and runs them. The bell wakes it; it also looks every second. */
export function createWorker(options: WorkerDeps): Worker {
  const deps = { random: chance, backoff_ms: BACKOFF_MS, ...options };
  const runs = new Set<SharedRun>();
  const announce = createAnnouncer(deps);
  const guard = (what: string, work: () => Promise<void>) => guarded(deps, what, work);
  let stopping = false;
  const endings: (() => void)[] = [];

  const begin = async (claim: Claim) => {
    for (const run of runs) if (run.work_id === claim.work_id && (await run.join(claim))) return;
    const run = startRun(deps, claim);
    runs.add(run);
    void run.done.then(() => {
      runs.delete(run);
      look();
    });
  };

  /** @returns whether there may be more to take. */
  const takeOne = async (): Promise<boolean> => {
    const joining = await claimOfWorks(deps, [...runs].map((run) => run.work_id));
    const claim = joining ?? (runs.size < deps.concurrency ? await claimNext(deps) : null);
    if (claim !== null) await begin(claim);
    return claim !== null;
  };

  const look = coalesced(() =>
    guard('look for tasks', async () => {
      while (!stopping && (await takeOne()));
      if (!stopping) await announce();
    }),
  );

  const dropLost = (held: Set<string>, looked: readonly Claim[]) => {
    for (const claim of looked) if (!held.has(claim.claim_token)) for (const run of runs) run.drop(claim);
  };
  const check = (ask: (tokens: string[]) => Promise<Set<string>>, among: (claim: Claim) => boolean) =>
    guard('check claims', async () => {
      const claims = [...runs].flatMap((run) => run.claims()).filter(among);
      if (claims.length > 0) dropLost(await ask(claims.map((claim) => claim.claim_token)), claims);
    });

  const onRing = (ring: Ring) => {
    if (ring.kind === 'queue') look();
    // The bell is a hint, perhaps an old one: the row decides.
    if (ring.kind === 'cancel') void check((tokens) => holding(deps.db, tokens), (claim) => claim.task_id === ring.task_id);
  };

  return {
    start() {
      const poll = () => {
        look();
        void check((tokens) => holding(deps.db, tokens), () => true);
      };
      endings.push(
        deps.bell.onRing(onRing),
        every(deps.clock, POLL_MS, poll),
        every(deps.clock, HEARTBEAT_MS, () => void check((tokens) => heartbeat(deps, tokens), () => true)),
      );
      look();
    },
    async stop() {
      stopping = true;
      for (const end of endings.splice(0)) end();
      await look.idle();
      const open = [...runs];
      for (const run of open) run.stop();
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const cancel = deps.clock.after(STOP_MS, resolve);
      await Promise.race([Promise.all(open.map((run) => run.done)), late]);
      cancel();
      await guard('hand tasks back', async () => void (await Promise.all([...runs].map((run) => run.abandon()))));
      deps.bell.ring({ kind: 'queue' });
    },
  };
}

/** A database that fails stops nothing: the next look tries again. */
async function guarded({ log }: Pick<WorkerDeps, 'log'>, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn({ err: error }, `could not ${what}; trying again soon`);
  }
}

/** Runs one at a time; whoever asks meanwhile is served by one more. */
function coalesced(work: () => Promise<void>): (() => void) & { idle(): Promise<void> } {
  let running: Promise<void> | null = null;
  let again = false;
  const loop = async () => {
    do {
      again = false;
      await work();
    } while (again);
    running = null;
  };
  const ask = () => {
    again = true;
    running ??= loop();
  };
  return Object.assign(ask, { idle: async () => void (await running) });
}
