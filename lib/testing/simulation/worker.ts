import type { Clock } from '#lib/platform/clock.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import { stageIndex, STAGES } from '#lib/protocol/stages.ts';
import type { Ring } from '#lib/tasks/bell.ts';
import { completedDraft, startedDraft } from '../builders.ts';
import type { Chance } from './chance.ts';
import type { MemoryClaim, MemoryLog } from '../memory-log.ts';

type Deps = { clock: Clock; chance: Chance; log: MemoryLog; ring: (ring: Ring) => void };

const BEAT_MS = 10_000;
/** A step of a run takes up to this long. Milliseconds. */
const STEP_MS = 500;
/** Where there is nothing to do it looks again after this. Milliseconds. */
const IDLE_MS = 2_000;
/** Ticks of a stage. */
const TICKS = 3;

const LOST = new Set<string>(['conflict', 'task_not_found']);

/** A worker that takes tasks and runs their stages; it can stop dead, and wake up long after its task was given to another. */
export class SimulatedWorker {
  #deps: Deps;
  #asleep = false;
  #claim: MemoryClaim | null = null;
  #ticked = 0;
  #fresh = true;
  #stopped = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#later();
    this.#beat();
  }

  /** Ends as on SIGTERM: the task goes back, from its last finished stage. */
  handBack(): void {
    const claim = this.#claim;
    this.#claim = null;
    if (claim && !this.#asleep) this.#try(() => this.#deps.log.requeue(claim, 'restart'));
  }

  /** Asleep it does nothing, and knows it not. */
  sleep(asleep: boolean): void {
    this.#asleep = asleep;
  }

  stop(): void {
    this.#stopped = true;
  }

  #later(): void {
    const { clock, chance } = this.#deps;
    clock.after(this.#claim || this.#fresh ? chance.whole(20, STEP_MS) : IDLE_MS, () => {
      this.#fresh = false;
      if (this.#stopped) return;
      if (!this.#asleep) this.#step();
      this.#later();
    });
  }

  #beat(): void {
    this.#deps.clock.after(BEAT_MS, () => {
      if (this.#stopped) return;
      if (!this.#asleep && this.#claim && !this.#deps.log.heartbeat(this.#claim)) this.#claim = null;
      this.#beat();
    });
  }

  #step(): void {
    const { log } = this.#deps;
    this.#claim ??= log.claim();
    const claim = this.#claim;
    if (!claim) return;
    const { stages } = log.view(claim.task_id);
    const stage = STAGES.find((name) => stages[stageIndex(name)]?.status !== 'completed');
    if (stage === undefined) return this.#finish(claim);
    if (stages[stageIndex(stage)]?.status !== 'running') {
      this.#ticked = 0;
      return this.#try(() => log.append(claim, startedDraft(stage)));
    }
    if (this.#ticked <= TICKS) return this.#tick(claim, this.#ticked++ / TICKS);
    this.#try(() => log.append(claim, completedDraft(stage)));
  }

  #finish(claim: MemoryClaim): void {
    this.#try(() => this.#deps.log.append(claim, { type: 'task_completed', result: {} }, { release: true }));
    this.#claim = null;
  }

  #tick({ task_id }: MemoryClaim, progress: number): void {
    const { log, ring } = this.#deps;
    const { attempt, stages } = log.view(task_id);
    const stage = stages.find(({ status }) => status === 'running');
    if (!stage) return;
    const overall = Math.min(1, (stageIndex(stage.name) + progress) / STAGES.length);
    ring({ kind: 'tick', task_id, attempt, draft: { type: 'progress_update', stage: stage.name, progress, overall, message: 'working', elapsed_time: 1 } });
  }

  /** A claim that is lost is let go, and so is a task that is gone. */
  #try(write: () => unknown): void {
    try {
      write();
    } catch (error) {
      if (!LOST.has(asFailure(error).code)) throw error;
      this.#claim = null;
    }
  }
}
