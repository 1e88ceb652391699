import type { Clock } from '#lib/platform/clock.ts';
import { isoNow } from '#lib/platform/clock.ts';
import { zMilestone, zTick, type Milestone, type MilestoneDraft, type Tick, type TickDraft } from '#lib/protocol/events.ts';
import { fold, stateOf } from '#lib/protocol/fold.ts';
import type { StageName } from '#lib/protocol/stages.ts';
import { blankView, type TaskView } from '#lib/protocol/task-view.ts';
import { MemoryParts } from './memory-parts.ts';
import type { Job, JobPort } from '#lib/tasks/job.ts';

/** A task's log and its work's outputs in memory, over several attempts; every draft is validated. */
export class MemoryJob {
  readonly milestones: Milestone[] = [];
  /** Ticks of all attempts, each with the cursor it would have on the wire. */
  readonly ticks: Tick[] = [];
  readonly outputs = new Map<StageName, string>();
  readonly parts = new MemoryParts();
  readonly past: Partial<Record<StageName, number[]>> = {};
  /** Called before each write; what it throws is the port's rejection. */
  beforeWrite: (what: 'emit' | 'save', stage: string) => void = () => {};
  abort = new AbortController();
  readonly #clock: Clock;
  readonly #job: Omit<Job, 'attempt' | 'finished'>;
  #attempt = 0;
  #n = 0;

  constructor(clock: Clock, job: Partial<Job> = {}) {
    this.#clock = clock;
    this.#job = { task_id: 'task', work_id: 'work', url: 'https://example.org/talk', options: {}, ...job };
  }

  /** The task's view, as its log alone makes it. */
  get view(): TaskView {
    return this.milestones.reduce(fold, stateOf(blankView(this.#job.task_id, isoNow(this.#clock)))).view;
  }

  /** Takes the task up as a worker does. */
  claim(redo?: StageName[]): [Job, JobPort] {
    this.#attempt += 1;
    this.abort = new AbortController();
    if (this.#attempt > 1) this.#append({ type: 'task_retried', from_stage: 'resolve', reason: 'restart', ...(redo && { redo }) });
    const finished = this.view.stages.filter((stage) => stage.status === 'completed').map((stage) => stage.name);
    return [{ ...this.#job, attempt: this.#attempt, finished }, this.#port()];
  }

  of<T extends Milestone['type']>(type: T): Extract<Milestone, { type: T }>[] {
    return this.milestones.filter((event): event is Extract<Milestone, { type: T }> => event.type === type);
  }

  #port(): JobPort {
    return {
      signal: this.abort.signal,
      emit: async (draft) => {
        this.beforeWrite('emit', `${draft.type}:${'stage' in draft ? draft.stage : ''}`);
        this.#append(draft);
      },
      tick: (draft) => this.#tick(draft),
      load: async (stage) => JSON.parse(this.outputs.get(stage) ?? 'null') as unknown,
      save: async (stage, output) => {
        this.beforeWrite('save', stage);
        this.outputs.set(stage, JSON.stringify(output));
      },
      parts: this.parts,
      pastSeconds: async (stage) => this.past[stage] ?? [],
    };
  }

  #append(draft: MilestoneDraft): void {
    this.#n = 0;
    this.milestones.push(zMilestone.parse({ ...draft, ...this.#cursor(), seq: this.milestones.length + 1 }));
  }

  #tick(draft: TickDraft): void {
    this.#n += 1;
    this.ticks.push(zTick.parse({ ...draft, ...this.#cursor(), seq: this.milestones.length, n: this.#n }));
  }

  #cursor() {
    return { task_id: this.#job.task_id, attempt: this.#attempt, timestamp: isoNow(this.#clock) };
  }
}
