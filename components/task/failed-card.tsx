import { CircleSlash, TriangleAlert } from 'lucide-react';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { RetryButton } from './controls.tsx';
import { STAGE_LABELS } from './stage-words.ts';
import { TranscriptUpload } from './transcript-upload.tsx';

/** Why a run ended early, what to do next, and the control for it. */
export function FailedCard({ task, readOnly }: { task: TaskView; readOnly: boolean }) {
  const { error } = task;
  if (!error) return null;
  const cancelled = task.status === 'cancelled';
  const Icon = cancelled ? CircleSlash : TriangleAlert;
  return (
    <section aria-labelledby="ended-title" className={cancelled ? 'rounded-xl border bg-card p-5' : 'rounded-xl border border-destructive/40 bg-destructive/5 p-5'}>
      <div className="flex gap-3">
        <Icon className={cancelled ? 'mt-0.5 size-5 shrink-0 text-muted-foreground' : 'mt-0.5 size-5 shrink-0 text-destructive'} aria-hidden />
        <div className="min-w-0">
          <h2 id="ended-title" className="font-medium">{error.message}</h2>
          <p className="mt-1 text-sm text-muted-foreground">{error.hint}</p>
          {error.stage && <p className="mt-1 text-xs text-muted-foreground">It happened at “{STAGE_LABELS[error.stage]}”. What was finished before is kept.</p>}
        </div>
      </div>
      {!readOnly && (
        <div className="mt-4 flex flex-wrap items-start gap-2 sm:pl-8">
          <RetryButton task={task} primary={cancelled || error.retryable} />
          {!cancelled && needsWords(task) && <TranscriptUpload taskId={task.id} />}
        </div>
      )}
    </section>
  );
}

/** A transcript from elsewhere helps only where none was found. */
function needsWords(task: TaskView): boolean {
  return task.stages.some((stage) => stage.name === 'transcript' && stage.status !== 'completed');
}
