import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import { StageRow } from './stage-row.tsx';
import { layOnAxis } from './time-axis.ts';

/** Every stage on one axis of time: what ran side by side stands side by side. */
export function Timeline({ task, now }: { task: TaskView; now: number }) {
  const spans = layOnAxis(task.stages, now, isFinished(task.status) ? 0 : task.eta_seconds ?? 0);
  return (
    <ol aria-label="Stages" className="divide-y divide-border/60 sm:divide-y-0">
      {task.stages.map((stage, index) => (
        <StageRow key={stage.name} stage={stage} span={spans[index] ?? null} now={now} />
      ))}
    </ol>
  );
}
