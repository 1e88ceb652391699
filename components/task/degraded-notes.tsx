import { Info } from 'lucide-react';
import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';

/** What a finished run had to leave out or do in a lesser way, and why. */
export function DegradedNotes({ task, readOnly }: { task: TaskView; readOnly: boolean }) {
  const lost = task.stages.filter((stage) => stage.message !== null && (stage.status === 'failed' || stage.status === 'skipped'));
  const note = task.result?.analyst?.note;
  if (task.status !== 'completed' || (lost.length === 0 && note === undefined)) return null;
  return (
    <aside aria-label="What fell short" className="flex gap-3 rounded-xl border border-warning/40 bg-warning/5 p-4">
      <Info className="mt-0.5 size-4 shrink-0 text-warning" aria-hidden />
      <ul className="space-y-1 text-sm">
        {note !== undefined && (
          <li>
            <span className="font-medium">{task.result?.analyst?.engine === 'model' ? 'Partly analysed without the language model' : 'Analysed without a language model'}:</span>{' '}
            <span className="text-muted-foreground">{note}{!readOnly && ' Retry does again what fell short.'}</span>
          </li>
        )}
        {lost.map((stage) => (
          <li key={stage.name}><span className="font-medium">{STAGE_TITLES[stage.name]}:</span> <span className="text-muted-foreground">{stage.message}</span></li>
        ))}
      </ul>
    </aside>
  );
}
