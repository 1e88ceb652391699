import type { TaskView } from '#lib/protocol/task-view.ts';
import type { MemoryLog } from '../memory-log.ts';

/** Rules E1 and E3, at every moment: what is shown is the log's, never goes back, and nothing is skipped or doubled within it. */
export class ViewWatch {
  #log: MemoryLog;
  #onWrong: (what: string) => void;
  #shown = new Map<string, number>();

  constructor(log: MemoryLog, onWrong: (what: string) => void) {
    this.#log = log;
    this.#onWrong = onWrong;
  }

  see(who: string, task_id: string, view: TaskView): void {
    const key = `${who} ${task_id}`;
    const before = this.#shown.get(key) ?? 0;
    if (view.seq < before) this.#onWrong(`${who} went back from ${before} to ${view.seq} of ${task_id}`);
    this.#shown.set(key, view.seq);
    const [is, should] = [essence(view), essence(this.#log.view(task_id, view.seq))];
    if (is !== should) this.#onWrong(`${who} shows ${is} of ${task_id} at ${view.seq}, the log says ${should}`);
  }
}

/** What of a view milestones alone decide. */
function essence({ status, attempt, stages, error }: TaskView): string {
  return `${status} ${attempt} ${stages.map((stage) => stage.status[0]).join('')} ${error?.code ?? ''}`;
}
