import type { TaskView } from '#lib/protocol/task-view.ts';
import { StageBar } from './stage-bar.tsx';
import { StageRow } from './stage-row.tsx';

/** Every stage on one axis of time: what ran side by side stands side by side. */
export function Timeline({ task }: { task: TaskView }) {
  return (
    <ol aria-label="Stages" className="divide-y divide-border/60 sm:divide-y-0">
      {task.stages.map((stage) => (
        <StageRow key={stage.name} stage={stage} bar={<StageBar task={task} stage={stage} />} />
      ))}
    </ol>
  );
}
