import { createLock } from '#lib/platform/lock.ts';
import type { Log } from '#lib/platform/log.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { tickSlot, type MilestoneDraft, type TickDraft } from '#lib/protocol/events.ts';
import type { LogDeps } from './event-log.ts';
import type { JobPort, RunJob } from './job.ts';
import { createMember, type Member } from './member.ts';
import { Members } from './members.ts';
import type { Claim } from './queue.ts';
import { createPort, pastOf } from './run-port.ts';
import { settle, type Ending, type SettleDeps } from './settle.ts';

export type RunDeps = LogDeps & SettleDeps & { log: Log; runJob: RunJob };

/**
 * One run of a work, for every task of that work: what it tells goes into each one's log, a task
 * that comes later is told first what it missed, and the run stops when the last one has left.
 */
export type SharedRun = {
  readonly work_id: string;
  /** @returns false where the run has ended already. */
  join(claim: Claim): Promise<boolean>;
  /** This claim is lost: its task was cancelled, deleted, or taken over. */
  drop(claim: Claim): void;
  claims(): Claim[];
  /** Aborts the job; its tasks go back to the queue. */
  stop(): void;
  /** As `stop`, without waiting for the job. */
  abandon(): Promise<void>;
  /** Resolves when everything is written. */
  readonly done: Promise<void>;
};

export function startRun(deps: RunDeps, first: Claim): SharedRun {
  return new Run(deps, first);
}

class Run implements SharedRun {
  readonly work_id: string;
  readonly done: Promise<void>;
  #deps: RunDeps;
  #members = new Members(() => this.#controller.abort(new Failure('cancelled')));
  #controller = new AbortController();
  /** What is told is told to everybody before the next thing is, and to nobody who is just coming in. */
  #turn = createLock();
  #told: MilestoneDraft[] = [];
  #ticks = new Map<string, TickDraft>();
  #handBack = false;
  #closed = false;

  constructor(deps: RunDeps, first: Claim) {
    this.#deps = deps;
    this.work_id = first.work_id;
    this.#members.add(createMember(deps, first));
    this.done = this.#run(first);
  }

  join(claim: Claim): Promise<boolean> {
    return this.#turn.run(async () => {
      if (this.#closed || this.#controller.signal.aborted) return false;
      const member = createMember(this.#deps, claim);
      await this.#members.admit(member, () => this.#catchUp(member));
      return true;
    });
  }

  drop(claim: Claim): void {
    this.#members.drop(claim);
  }

  claims(): Claim[] {
    return this.#members.claims();
  }

  stop(): void {
    this.#handBack = true;
    this.#controller.abort(new Failure('cancelled', { message: 'MindTube is shutting down.' }));
  }

  abandon(): Promise<void> {
    return this.#close({ kind: 'handed_back' });
  }

  async #run(first: Claim): Promise<void> {
    const { log } = this.#deps;
    try {
      await this.#close(await this.#work(first));
    } catch (error) {
      // What is not written now is found by the supervisor when the lease has ended.
      log.error({ err: error, task_id: first.task_id }, 'the end of a run could not be written');
    }
  }

  async #work({ task_id, work_id, url, options, view }: Claim): Promise<Ending> {
    const { db, log, runJob } = this.#deps;
    const finished = view.stages.filter((stage) => stage.status === 'completed').map((stage) => stage.name);
    try {
      this.#told.push(...(await pastOf(db, task_id, finished)));
      await runJob({ task_id, work_id, url, options, attempt: view.attempt, finished }, this.#port());
      return { kind: 'completed' };
    } catch (error) {
      if (this.#handBack) return { kind: 'handed_back' };
      const failure = asFailure(error);
      if (failure.code === 'internal') log.error({ err: error, task_id }, 'a run failed for a reason of ours');
      return { kind: 'failed', failure };
    }
  }

  #port(): JobPort {
    return createPort(this.#deps, this.work_id, {
      signal: this.#controller.signal,
      tokens: () => this.claims().map(({ claim_token }) => claim_token),
      emit: (draft) => this.#turn.run(() => this.#tell(draft)),
      tick: (draft) => {
        if (this.#closed) return;
        this.#ticks.set(tickSlot(draft), draft);
        this.#members.tick(draft);
      },
    });
  }

  /** @throws Failure `cancelled` where there is nobody to be told, before or afterwards */
  async #tell(draft: MilestoneDraft): Promise<void> {
    if (this.#closed || this.#members.empty) throw new Failure('cancelled');
    this.#told.push(draft);
    await this.#members.write((member) => member.tell(draft));
    if (this.#members.empty) throw new Failure('cancelled');
  }

  async #catchUp(member: Member): Promise<void> {
    for (const draft of this.#told) await member.tell(draft);
    for (const draft of this.#ticks.values()) if (isRunning(member, draft)) member.tick(draft);
  }

  #close(ending: Ending): Promise<void> {
    return this.#turn.run(async () => {
      if (this.#closed) return;
      this.#closed = true;
      this.#members.close();
      await this.#members.write((member) => settle(this.#deps, member, ending));
    });
  }
}

function isRunning(member: Member, draft: TickDraft): boolean {
  return 'stage' in draft && member.view.stages.some((stage) => stage.name === draft.stage && stage.status === 'running');
}
