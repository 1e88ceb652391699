import type { Log } from '#lib/platform/log.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { tickSlot, type MilestoneDraft, type TickDraft } from '#lib/protocol/events.ts';
import type { LogDeps } from './event-log.ts';
import type { RunJob } from './job.ts';
import { createMember, type Member } from './member.ts';
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
  const members = new Map<string, Member>([[first.task_id, createMember(deps, first)]]);
  const controller = new AbortController();
  const told: MilestoneDraft[] = [];
  const ticks = new Map<string, TickDraft>();
  const serial = createSerial();
  let handBack = false;
  let closed = false;

  const drop = ({ task_id, claim_token }: Claim) => {
    const member = members.get(task_id);
    // The same task may be back already, with a new claim.
    if (member?.claim.claim_token !== claim_token) return;
    member.close();
    members.delete(task_id);
    if (members.size === 0) controller.abort(new Failure('cancelled'));
  };

  /** Writes to each task's log; one whose claim is lost leaves, and harms no other. */
  const write = async (work: (member: Member) => Promise<void>) => {
    const results = await Promise.all([...members.values()].map((member) => attempt(member, work)));
    for (const { member, error } of results) if (isLost(error)) drop(member.claim);
    const broken = results.find(({ error }) => error !== null && !isLost(error));
    if (broken !== undefined) throw broken.error;
  };

  const catchUp = async (member: Member) => {
    for (const draft of told) await member.tell(draft);
    for (const draft of ticks.values()) if (isRunning(member, draft)) member.tick(draft);
  };

  const close = (ending: Ending) =>
    serial(async () => {
      if (closed) return;
      closed = true;
      for (const member of members.values()) member.close();
      await write((member) => settle(deps, member, ending));
    });

  const port = createPort(deps, first.work_id, {
    signal: controller.signal,
    emit: (draft) =>
      serial(async () => {
        if (closed || members.size === 0) throw new Failure('cancelled');
        told.push(draft);
        await write((member) => member.tell(draft));
        if (members.size === 0) throw new Failure('cancelled');
      }),
    tick(draft) {
      if (closed) return;
      ticks.set(tickSlot(draft), draft);
      for (const member of members.values()) member.tick(draft);
    },
  });

  const work = async (): Promise<Ending> => {
    const finished = first.view.stages.filter((stage) => stage.status === 'completed').map((stage) => stage.name);
    const { task_id, work_id, url, options, view } = first;
    try {
      told.push(...(await pastOf(deps.db, first.task_id, finished)));
      await deps.runJob({ task_id, work_id, url, options, attempt: view.attempt, finished }, port);
      return { kind: 'completed' };
    } catch (error) {
      return handBack ? { kind: 'handed_back' } : { kind: 'failed', failure: explain(deps.log, error, first) };
    }
  };

  return {
    work_id: first.work_id,
    join: (claim) =>
      serial(async () => {
        if (closed || controller.signal.aborted) return false;
        const member = createMember(deps, claim);
        const { error } = await attempt(member, () => catchUp(member));
        if (error === null) members.set(claim.task_id, member);
        else if (!isLost(error)) throw error;
        return true;
      }),
    drop,
    claims: () => [...members.values()].map((member) => member.claim),
    stop() {
      handBack = true;
      controller.abort(new Failure('cancelled', { message: 'MindTube is shutting down.' }));
    },
    abandon: () => close({ kind: 'handed_back' }),
    // What is not written now is found by the supervisor when the lease has ended.
    done: work().then(close).catch((error: unknown) => deps.log.error({ err: error, task_id: first.task_id }, 'the end of a run could not be written')),
  };
}

async function attempt(member: Member, work: (member: Member) => Promise<void>): Promise<{ member: Member; error: unknown }> {
  try {
    await work(member);
    return { member, error: null };
  } catch (error) {
    return { member, error };
  }
}

function isLost(error: unknown): boolean {
  return error !== null && asFailure(error).code === 'conflict';
}

function isRunning(member: Member, draft: TickDraft): boolean {
  return 'stage' in draft && member.view.stages.some((stage) => stage.name === draft.stage && stage.status === 'running');
}

function explain(log: Log, error: unknown, { task_id }: Claim): Failure {
  const failure = asFailure(error);
  if (failure.code === 'internal') log.error({ err: error, task_id }, 'a run failed for a reason of ours');
  return failure;
}

/** One after the other, in the order of asking. */
function createSerial(): <T>(work: () => Promise<T>) => Promise<T> {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = tail.then(work, work);
    tail = mine.catch(() => {});
    return mine;
  };
}
