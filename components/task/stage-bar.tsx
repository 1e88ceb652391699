import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import { isFinished, type StageView, type TaskView } from '#lib/protocol/task-view.ts';
import { cn } from '#components/ui/cn.ts';
import { layOnAxis } from './time-axis.ts';
import { useClock } from './use-clock.tsx';

/** A stage on the axis that all stages of its task share; the axis grows while one of them runs. */
export function StageBar({ task, stage }: { task: TaskView; stage: StageView }) {
  const now = useClock((time) => time, task.status === 'running');
  const span = layOnAxis(task.stages, now, isFinished(task.status) ? 0 : task.eta_seconds ?? 0)[task.stages.indexOf(stage)];
  const left = (span?.from ?? 0) * 100;
  const width = span ? Math.max(0, span.to - span.from) * 100 : 0;
  const running = stage.status === 'running';
  const percent = Math.round(stage.progress * 100);
  const role = running ? { role: 'progressbar', 'aria-label': STAGE_TITLES[stage.name], 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': percent } : {};
  return (
    <div {...role} className="relative h-2 overflow-hidden rounded-full bg-muted forced-colors:border">
      {span && stage.status !== 'skipped' && (
        <div className={cn('absolute inset-y-0 min-w-1.5 overflow-hidden rounded-full', TONES[stage.status])} style={{ left: `min(${left}%, 100% - 0.375rem)`, width: `${width}%` }}>
          {running && <div className="h-full rounded-full bg-primary forced-colors:bg-[CanvasText] transition-[width] duration-300 ease-out" style={{ width: `${percent}%` }} />}
        </div>
      )}
    </div>
  );
}

const TONES: Record<StageView['status'], string> = {
  pending: '', skipped: '', running: 'bg-primary/25', completed: 'bg-success/70 forced-colors:bg-[CanvasText]', failed: 'bg-destructive/80 forced-colors:bg-[CanvasText]',
};
