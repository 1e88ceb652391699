import { log } from '#lib/platform/log.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { STAGES, stageIndex, type StageName } from '#lib/protocol/stages.ts';
import type { Job, JobPort } from '#lib/tasks/job.ts';
import { createReport, type Report } from './report.ts';
import type { Stage } from './stage.ts';
import { learnExpectations } from './weights.ts';

/** One attempt at a job: what may be done with a stage. */
export type Run = {
  /** The stage's output. @throws Failure of the stage, after its milestone. */
  must<Output>(stage: Stage<Output>): Promise<Output>;
  /** The stage's output, or null where it failed: the run goes on without it. */
  may<Output>(stage: Stage<Output>): Promise<Output | null>;
  skip(stage: StageName, reason: string): Promise<void>;
};

type Outcome<Output> = { output: Output } | { failure: Failure };
type Deps = { job: Job; port: JobPort; report: Report; signal: AbortSignal };

export async function openRun(job: Job, port: JobPort, clock: Clock): Promise<Run> {
  const expectations = await learnExpectations((stage) => port.pastSeconds(stage));
  const report = createReport({ clock, tick: (draft) => port.tick(draft), expectations });
  for (const stage of job.finished) report.leave(stage);
  // A log that refuses one stage stops the stages beside it too.
  const halt = new AbortController();
  const deps = { job, port, report, signal: AbortSignal.any([port.signal, halt.signal]) };
  const attempt = async <Output>(stage: Stage<Output>): Promise<Outcome<Output>> => {
    try {
      return await perform(stage, deps);
    } catch (thrown) {
      report.leave(stage.name);
      halt.abort(thrown);
      throw thrown;
    }
  };
  return {
    async must(stage) {
      const outcome = await attempt(stage);
      if ('failure' in outcome) throw outcome.failure;
      return outcome.output;
    },
    async may(stage) {
      const outcome = await attempt(stage);
      return 'failure' in outcome ? null : outcome.output;
    },
    async skip(stage, reason) {
      report.leave(stage);
      await port.emit({ type: 'stage_skipped', stage, reason });
    },
  };
}

/** A stored output of the stage, of this attempt's schema; null where there is none that fits. */
export async function loadStored<Output>(port: JobPort, { name, schema }: Pick<Stage<Output>, 'name' | 'schema'>): Promise<Output | null> {
  const stored = await port.load(name);
  if (stored === undefined || stored === null) return null;
  const parsed = schema.safeParse(stored);
  return parsed.success ? parsed.data : null;
}

async function perform<Output>(stage: Stage<Output>, deps: Deps): Promise<Outcome<Output>> {
  const { job, port, report, signal } = deps;
  throwIfAborted(signal);
  const stored = await loadStored(port, stage);
  if (stored !== null && job.finished.includes(stage.name)) return { output: stored };
  await port.emit({ type: 'stage_started', stage: stage.name, stage_index: stageIndex(stage.name), stage_count: STAGES.length });
  report.begin(stage.name, stage.opening);
  const outcome = await outcomeOf(stage, stored, deps);
  if ('failure' in outcome) await tellFailure(stage.name, outcome.failure, deps);
  else await tellCompletion(stage, outcome.output, { ...deps, isNew: outcome.output !== stored });
  return outcome;
}

/** What an earlier attempt stored stands, also where it was to be made anew and that fails. */
async function outcomeOf<Output>(stage: Stage<Output>, stored: Output | null, deps: Deps): Promise<Outcome<Output>> {
  if (stored !== null && !stage.isStale?.(stored)) return { output: stored };
  const fresh = await execute(stage, deps);
  return 'failure' in fresh && stored !== null ? { output: stored } : fresh;
}

async function execute<Output>(stage: Stage<Output>, { report, job, port, signal }: Deps): Promise<Outcome<Output>> {
  try {
    const output = await stage.run({
      signal,
      progress: (done, total, message) => report.progress(stage.name, { done, total, message }),
      partial: (text) => report.partial(stage.name, text),
      parts: port.parts,
    });
    return { output: stage.schema.parse(output) };
  } catch (thrown) {
    throwIfAborted(signal);
    const failure = asFailure(thrown);
    if (failure.code === 'internal') log.error({ err: thrown, task_id: job.task_id, stage: stage.name }, 'stage failed');
    return { failure };
  }
}

/** Stored before it is told: what a crash between the two leaves is told by the next attempt. */
async function tellCompletion<Output>(stage: Stage<Output>, output: Output, { port, report, isNew }: Deps & { isNew: boolean }): Promise<void> {
  const elapsed_time = isNew ? report.elapsed(stage.name) : 0;
  if (isNew) await port.save(stage.name, output);
  report.finish(stage.name);
  await port.emit({ type: 'stage_completed', stage: stage.name, result: stage.part(output), elapsed_time });
}

/** Rule E4: the milestone, and beside it a tick for clients that know only the plain error. */
async function tellFailure(stage: StageName, { code, message, retryable }: Failure, { port, report }: Deps): Promise<void> {
  report.leave(stage);
  await port.emit({ type: 'stage_failed', stage, code, error: message, retryable });
  port.tick({ type: 'error', stage, code, error: message, message });
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', { cause: signal.reason });
}
