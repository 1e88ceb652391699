import type { TaskView } from '#lib/protocol/task-view.ts';
import { Progress } from '#components/ui/progress.tsx';
import { elapsed, remaining } from './stage-words.ts';
import { useClock } from './use-clock.tsx';

/** The whole run in one line: how far, since when, how much longer, or how many are before it. */
export function RunProgress({ task }: { task: TaskView }) {
  const facts = useClock((now) => (task.status === 'queued' ? queueWords(task) : runningFacts(task, now)), task.status === 'running');
  return (
    <div>
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
        <p className="font-medium">
          {task.status === 'queued' ? 'Waiting' : 'Understanding'}
          {task.attempt > 1 && <span className="font-normal text-muted-foreground"> · attempt {task.attempt}</span>}
        </p>
        <p className="text-muted-foreground tabular-nums">{facts}</p>
      </div>
      <Progress value={task.progress} label="Whole run" className="h-2" />
    </div>
  );
}

function queueWords({ position, stages }: TaskView): string {
  if (stages.some(({ status, message }) => status === 'pending' && message !== null)) return 'It goes on by itself';
  if (position === null) return 'It goes on as soon as there is room';
  return position === 1 ? 'Next in the queue' : `Number ${position} in the queue`;
}

function runningFacts(task: TaskView, now: number): string {
  return [
    `${Math.floor(task.progress * 100)} %`,
    ...(task.started_at ? [elapsed(Math.max(0, now - Date.parse(task.started_at)) / 1000)] : []),
    ...(task.eta_seconds === null ? [] : [remaining(task.eta_seconds)]),
  ].join(' · ');
}
