import { Check, Circle, LoaderCircle, Minus, X } from 'lucide-react';
import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import type { StageView } from '#lib/protocol/task-view.ts';
import { cn } from '#components/ui/cn.ts';
import { elapsed, STATUS_LABELS } from './stage-words.ts';
import type { Span } from './time-axis.ts';

type StageRowProps = {
  stage: StageView;
  /** Null before the stage starts. */
  span: Span | null;
  /** Milliseconds since the epoch. */
  now: number;
};

/** One stage: its name and state, a bar on the common axis, what it says, how long it took. */
export function StageRow({ stage, span, now }: StageRowProps) {
  const running = stage.status === 'running';
  const percent = Math.round(stage.progress * 100);
  return (
    <li data-stage={stage.name} data-status={stage.status} className="grid grid-cols-[1.25rem_minmax(0,1fr)_auto] items-center gap-x-2.5 gap-y-1.5 py-2 sm:grid-cols-[1.25rem_9rem_minmax(0,1fr)_4.5rem] sm:py-1.5">
      <StageIcon status={stage.status} />
      <span className={cn('text-sm', stage.status === 'pending' || stage.status === 'skipped' ? 'text-muted-foreground' : 'font-medium')}>
        {STAGE_TITLES[stage.name]}<span className="sr-only">, {STATUS_LABELS[stage.status]}</span>
      </span>
      <div className={cn('col-span-3 row-start-2 min-w-0 sm:col-span-1 sm:row-start-auto', span === null && 'max-sm:hidden')}>
        <Bar stage={stage} span={span} percent={percent} />
      </div>
      <span className="col-start-3 row-start-1 text-right text-xs text-muted-foreground tabular-nums sm:col-start-4">
        {running && `${percent} % · `}{timeOf(stage, now)}
      </span>
      {stage.message && stage.status !== 'completed' && (
        <p className={cn('col-span-3 text-xs sm:col-span-2 sm:col-start-3', running && 'truncate', stage.status === 'failed' ? 'text-destructive' : 'text-muted-foreground')} title={stage.message}>
          {stage.message}
        </p>
      )}
    </li>
  );
}

function Bar({ stage, span, percent }: { stage: StageView; span: Span | null; percent: number }) {
  const running = stage.status === 'running';
  const left = (span?.from ?? 0) * 100;
  const width = span ? Math.max(0, span.to - span.from) * 100 : 0;
  const role = running ? { role: 'progressbar', 'aria-label': STAGE_TITLES[stage.name], 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': percent } : {};
  return (
    <div {...role} className="relative h-2 overflow-hidden rounded-full bg-muted">
      {span && stage.status !== 'skipped' && (
        <div className={cn('absolute inset-y-0 min-w-1.5 overflow-hidden rounded-full', TONES[stage.status])} style={{ left: `min(${left}%, 100% - 0.375rem)`, width: `${width}%` }}>
          {running && <div className="h-full rounded-full bg-primary transition-[width] duration-300 ease-out" style={{ width: `${percent}%` }} />}
        </div>
      )}
    </div>
  );
}

const TONES: Record<StageView['status'], string> = {
  pending: '', skipped: '', running: 'bg-primary/25', completed: 'bg-success/70', failed: 'bg-destructive/80',
};

function StageIcon({ status }: { status: StageView['status'] }) {
  switch (status) {
    case 'pending': return <Circle className="size-4 justify-self-center text-muted-foreground/50" aria-hidden />;
    case 'running': return <LoaderCircle className="size-4 justify-self-center text-primary motion-safe:animate-spin" aria-hidden />;
    case 'completed': return <Check className="size-4 justify-self-center text-success" aria-hidden />;
    case 'failed': return <X className="size-4 justify-self-center text-destructive" aria-hidden />;
    case 'skipped': return <Minus className="size-4 justify-self-center text-muted-foreground" aria-hidden />;
  }
}

function timeOf(stage: StageView, now: number): string {
  if (stage.status === 'running' && stage.started_at !== null) return elapsed(Math.max(0, now - Date.parse(stage.started_at)) / 1000);
  return stage.elapsed_time === null || stage.status === 'skipped' ? '' : elapsed(stage.elapsed_time);
}
