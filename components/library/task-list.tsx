import { resultLanguages } from '#lib/protocol/result-languages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { Excerpts, type Excerpt } from './excerpts.tsx';
import { TaskCard } from './task-card.tsx';

type TaskListProps = {
  tasks: TaskView[];
  /** What was looked for, and where in each task it stands. */
  found?: { q: string; excerpts: ReadonlyMap<string, readonly Excerpt[]> } | undefined;
};

/** Tasks side by side; those that a search found one below the other, with the lines in which its words stand. */
export function TaskList({ tasks, found }: TaskListProps) {
  return (
    <ul className={found ? 'grid grid-cols-1 gap-3' : 'grid grid-cols-1 gap-3 sm:grid-cols-2'}>
      {tasks.map((task) => (
        <li key={task.id}>
          <TaskCard initial={task} query={found?.q}>
            {found && <Excerpts id={task.id} languages={resultLanguages(task.result)} excerpts={found.excerpts.get(task.id) ?? []} query={found.q} />}
          </TaskCard>
        </li>
      ))}
    </ul>
  );
}
