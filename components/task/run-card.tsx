import { ChevronDown } from 'lucide-react';
import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import { elapsed } from './stage-words.ts';
import { RunProgress } from './run-progress.tsx';
import { Timeline } from './timeline.tsx';

/** The run: in full while it goes on, folded away once there is a result to read. */
export function RunCard({ task }: { task: TaskView }) {
  if (task.status !== 'completed') {
    return (
      <section aria-label="Progress" className="rounded-xl border bg-card p-4 sm:p-5">
        {!isFinished(task.status) && <div className="mb-4"><RunProgress task={task} /></div>}
        <Timeline task={task} />
      </section>
    );
  }
  return (
    <details className="group rounded-xl border bg-card">
      <summary className="flex cursor-pointer list-none items-center justify-between gap-4 rounded-xl px-4 py-3 text-sm sm:px-5 [&::-webkit-details-marker]:hidden">
        <span><span className="font-medium">How it was made</span> <span className="text-muted-foreground">{summaryOf(task)}</span></span>
        <ChevronDown className="size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-180" aria-hidden />
      </summary>
      <div className="border-t p-4 sm:p-5"><Timeline task={task} /></div>
    </details>
  );
}

function summaryOf(task: TaskView): string {
  const done = task.stages.filter((stage) => stage.status === 'completed');
  const seconds = done.reduce((sum, stage) => sum + (stage.elapsed_time ?? 0), 0);
  const attempts = task.attempt > 1 ? `, ${task.attempt} attempts` : '';
  return `${done.length} of ${task.stages.length} stages, ${elapsed(seconds)} of work${attempts}`;
}
