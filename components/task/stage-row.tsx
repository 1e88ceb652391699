import { Check, Circle, LoaderCircle, Minus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import type { StageView } from '#lib/protocol/task-view.ts';
import { cn } from '#components/ui/cn.ts';
import { elapsed, STATUS_LABELS } from './stage-words.ts';
import { useClock } from './use-clock.tsx';

/** One stage: its name and state, its bar on the common axis, what it says, how long it took. */
export function StageRow({ stage, bar }: { stage: StageView; bar: ReactNode }) {
  const running = stage.status === 'running';
  return (
    <li data-stage={stage.name} data-status={stage.status} className="grid grid-cols-[1.25rem_minmax(0,1fr)_auto] items-center gap-x-2.5 gap-y-1.5 py-2 sm:grid-cols-[1.25rem_9rem_minmax(0,1fr)_4.5rem] sm:py-1.5">
      <StageIcon status={stage.status} />
      <span className={cn('text-sm', stage.status === 'pending' || stage.status === 'skipped' ? 'text-muted-foreground' : 'font-medium')}>
        {STAGE_TITLES[stage.name]}<span className="sr-only">, {STATUS_LABELS[stage.status]}</span>
      </span>
      <div className={cn('col-span-3 row-start-2 min-w-0 sm:col-span-1 sm:row-start-auto', stage.started_at === null && 'max-sm:hidden')}>
        {bar}
      </div>
      <span className="col-start-3 row-start-1 text-right text-xs text-muted-foreground tabular-nums sm:col-start-4">
        {running && `${Math.round(stage.progress * 100)} % · `}<StageTime stage={stage} />
      </span>
      {stage.message && stage.status !== 'completed' && (
        <p className={cn('col-span-3 text-xs wrap-anywhere sm:col-span-2 sm:col-start-3', stage.status === 'failed' ? 'text-destructive' : 'text-muted-foreground')}>
          {stage.message}
        </p>
      )}
    </li>
  );
}

function StageIcon({ status }: { status: StageView['status'] }) {
  switch (status) {
    case 'pending': return <Circle className="size-4 justify-self-center text-muted-foreground/50" aria-hidden />;
    case 'running': return <LoaderCircle className="size-4 justify-self-center text-primary motion-safe:animate-spin" aria-hidden />;
    case 'completed': return <Check className="size-4 justify-self-center text-success" aria-hidden />;
    case 'failed': return <X className="size-4 justify-self-center text-destructive" aria-hidden />;
    case 'skipped': return <Minus className="size-4 justify-self-center text-muted-foreground" aria-hidden />;
  }
}

function StageTime({ stage }: { stage: StageView }) {
  return useClock((now) => timeOf(stage, now), stage.status === 'running');
}

function timeOf(stage: StageView, now: number): string {
  if (stage.status === 'running' && stage.started_at !== null) return elapsed(Math.max(0, now - Date.parse(stage.started_at)) / 1000);
  return stage.elapsed_time === null || stage.status === 'skipped' ? '' : elapsed(stage.elapsed_time);
}
