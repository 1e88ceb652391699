import { randomInt } from 'node:crypto';
import { every } from '#lib/platform/clock.ts';
import { coalesced } from '#lib/platform/coalesced.ts';
import type { Ring } from './bell.ts';
import { LEASE_MS } from './lease-watch.ts';
import { createAnnouncer } from './positions.ts';
import { claimNext, claimOfWorks, heartbeat, holding, type Claim } from './queue.ts';
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

/** Takes tasks in order of arrival and runs them. The bell wakes it; it also looks every second. */
export function createWorker(options: WorkerDeps): Worker {
  return new TaskWorker({ random: () => randomInt(1_000_000) / 1_000_000, backoff_ms: BACKOFF_MS, ...options });
}

class TaskWorker implements Worker {
  #deps: WorkerDeps & RunDeps;
  #runs = new Set<SharedRun>();
  #announce: () => Promise<void>;
  #endings: (() => void)[] = [];
  #stopping = false;

  constructor(deps: WorkerDeps & RunDeps) {
    this.#deps = deps;
    this.#announce = createAnnouncer(deps);
  }

  start(): void {
    const { bell, clock } = this.#deps;
    this.#endings.push(
      bell.onRing((ring) => this.#onRing(ring)),
      every(clock, POLL_MS, () => {
        this.#look();
        void this.#checkHeld();
      }),
      every(clock, HEARTBEAT_MS, () => void this.#check((tokens) => heartbeat(this.#deps, tokens))),
    );
    this.#look();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const end of this.#endings.splice(0)) end();
    await this.#look.idle();
    const open = [...this.#runs];
    for (const run of open) run.stop();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.#deps.clock.after(STOP_MS, resolve);
    await Promise.race([Promise.all(open.map((run) => run.done)), late]);
    cancel();
    await this.#guard('hand tasks back', async () => void (await Promise.all([...this.#runs].map((run) => run.abandon()))));
    this.#deps.bell.ring({ kind: 'queue' });
  }

  #look = coalesced(() =>
    this.#guard('look for tasks', async () => {
      while (!this.#stopping && (await this.#takeOne()));
      if (!this.#stopping) await this.#announce();
    }),
  );

  /** @returns whether there may be more to take. */
  async #takeOne(): Promise<boolean> {
    const joining = await claimOfWorks(this.#deps, [...this.#runs].map((run) => run.work_id));
    const claim = joining ?? (this.#runs.size < this.#deps.concurrency ? await claimNext(this.#deps) : null);
    if (claim !== null) await this.#begin(claim);
    return claim !== null;
  }

  async #begin(claim: Claim): Promise<void> {
    for (const run of this.#runs) if (run.work_id === claim.work_id && (await run.join(claim))) return;
    const run = startRun(this.#deps, claim);
    this.#runs.add(run);
    void run.done.then(() => {
      this.#runs.delete(run);
      this.#look();
    });
  }

  #onRing(ring: Ring): void {
    if (ring.kind === 'queue') this.#look();
    // The bell is a hint, perhaps an old one: the row decides.
    if (ring.kind === 'cancel') void this.#checkHeld((claim) => claim.task_id === ring.task_id);
  }

  #checkHeld(among?: (claim: Claim) => boolean): Promise<void> {
    return this.#check((tokens) => holding(this.#deps.db, tokens), among);
  }

  /** Runs let go of claims that are lost. @param ask which of these tokens still hold */
  #check(ask: (tokens: string[]) => Promise<Set<string>>, among: (claim: Claim) => boolean = () => true): Promise<void> {
    return this.#guard('check claims', async () => {
      const claims = [...this.#runs].flatMap((run) => run.claims()).filter(among);
      if (claims.length === 0) return;
      const held = await ask(claims.map((claim) => claim.claim_token));
      for (const claim of claims) if (!held.has(claim.claim_token)) for (const run of this.#runs) run.drop(claim);
    });
  }

  /** A database that fails stops nothing: the next look tries again. */
  async #guard(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#deps.log.warn({ err: error }, `could not ${what}; trying again soon`);
    }
  }
}
