'use client';

import { RotateCcw, Share2, Square, Trash2 } from 'lucide-react';
import { timecode } from '#lib/protocol/moment.ts';
import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import { Button } from '#components/ui/button.tsx';
import { browserApi } from './browser-api.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { ShareDialog } from './share-dialog.tsx';
import { useClock } from './use-clock.tsx';
import { useFocusHeir } from './use-focus-heir.ts';
import { useTaskAction } from './use-task-action.ts';

/** What its owner can do with a task. */
export function Controls({ task }: { task: TaskView }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      {!isFinished(task.status) && <CancelButton task={task} />}
      {task.status === 'completed' && fellShort(task) && <RetryButton task={task} size="sm" />}
      <ShareDialog taskId={task.id}><Button variant="outline" size="sm"><Share2 aria-hidden /> Share</Button></ShareDialog>
      <DeleteDialog taskId={task.id}>
        <Button variant="ghost" size="sm" aria-label="Delete this task"><Trash2 aria-hidden /><span className="max-sm:sr-only">Delete</span></Button>
      </DeleteDialog>
    </div>
  );
}

function CancelButton({ task }: { task: TaskView }) {
  const cancel = useTaskAction(() => browserApi.cancel(task.id));
  const button = useFocusHeir<HTMLButtonElement>();
  return <Button ref={button} variant="outline" size="sm" inactive={cancel.isPending} onClick={() => cancel.mutate()}><Square aria-hidden /> Cancel</Button>;
}

/** Takes the task up again; what is finished stays. */
export function RetryButton({ task, primary = false, size = 'default' }: { task: TaskView; primary?: boolean; size?: 'default' | 'sm' }) {
  const retry = useTaskAction(() => browserApi.retry(task.id));
  const button = useFocusHeir<HTMLButtonElement>();
  const wait = useClock((now) => secondsToWait(task, now), task.error?.retry_after !== undefined);
  return (
    <Button ref={button} variant={primary ? 'default' : 'outline'} size={size} inactive={retry.isPending || wait > 0} onClick={() => retry.mutate()}>
      <RotateCcw aria-hidden /> {wait > 0 ? `Retry in ${timecode(wait)}` : 'Retry'}
    </Button>
  );
}

/** How much longer the other side asked not to be tried again. */
function secondsToWait({ error, completed_at }: TaskView, now: number): number {
  if (error?.retry_after === undefined || completed_at === null) return 0;
  return Math.max(0, Math.ceil((Date.parse(completed_at) - now) / 1000 + error.retry_after));
}

/** Whether another attempt can make more of it: a stage failed, or was done in a lesser way. */
function fellShort(task: TaskView): boolean {
  return task.result?.analyst?.note !== undefined || task.stages.some((stage) => stage.status === 'failed');
}
