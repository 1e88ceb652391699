import { ChevronDown, Settings2 } from 'lucide-react';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { useAbilities } from './abilities.tsx';
import { settingsFor } from './remedies.ts';

/** What whoever runs this server sets, so that it does not happen again. */
export function ConfigureNote({ task }: { task: TaskView }) {
  const { operator } = useAbilities();
  const settings = settingsFor(task.error?.code ?? 'internal', task.url);
  return (
    <details className="group text-sm">
      <summary className="inline-flex cursor-pointer list-none items-center gap-2 rounded py-1 text-muted-foreground hover:text-foreground pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <Settings2 className="size-4" aria-hidden /> {operator ? 'How to set this up' : 'What to ask whoever runs this server'}
        <ChevronDown className="size-4 transition-transform group-open:rotate-180" aria-hidden />
      </summary>
      <p className="mt-2">{operator ? 'Set these in the environment, start MindTube again, then press Retry:' : 'These settings are missing or do not fit:'}</p>
      <pre className="mt-2 overflow-x-auto rounded-lg border bg-card p-3 font-mono text-xs" tabIndex={0} aria-label="Settings">{settings.map(({ name, example }) => `${name}=${example}`).join('\n')}</pre>
    </details>
  );
}
