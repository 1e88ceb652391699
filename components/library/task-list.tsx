import type { TaskView } from '#lib/protocol/task-view.ts';
import { TaskCard } from './task-card.tsx';

export function TaskList({ tasks }: { tasks: TaskView[] }) {
  return (
    <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2">
      {tasks.map((task) => (
        <li key={task.id}><TaskCard initial={task} /></li>
      ))}
    </ul>
  );
}
