import { CircleSlash, TriangleAlert } from 'lucide-react';
import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { cn } from '#components/ui/cn.ts';
import { useAbilities } from './abilities.tsx';
import { ConfigureNote } from './configure-note.tsx';
import { RetryButton } from './controls.tsx';
import { FileForTask } from './file-for-task.tsx';
import { LanguageRetry } from './language-retry.tsx';
import { EditLink, LibraryLink, OpenOriginal, ReloadButton, SignInLink } from './remedy-links.tsx';
import { ENDED_ID, useFocusHeir } from './use-focus-heir.ts';
import { REMEDIES_FOR, type Remedy } from './remedies.ts';

type FailedCardProps = { task: TaskView; readOnly: boolean };

/** Why a run ended early, what to do next, and the control for it. */
export function FailedCard({ task, readOnly }: FailedCardProps) {
  const card = useFocusHeir<HTMLElement>();
  const { error } = task;
  if (!error) return null;
  const cancelled = task.status === 'cancelled';
  const Icon = cancelled ? CircleSlash : TriangleAlert;
  return (
    <section ref={card} id={ENDED_ID} tabIndex={-1} aria-labelledby="ended-title" aria-describedby="ended-hint" data-code={error.code} className={cn('rounded-xl border p-5', cancelled ? 'bg-card' : 'border-destructive/40 bg-destructive/5')}>
      <div className="flex gap-3">
        <Icon className={cn('mt-0.5 size-5 shrink-0', cancelled ? 'text-muted-foreground' : 'text-destructive')} aria-hidden />
        <div className="min-w-0">
          <h2 id="ended-title" className="font-medium break-words">{error.message}</h2>
          <p id="ended-hint" className="mt-1 text-sm text-muted-foreground">{readOnly ? 'Whoever shared this can go on with it.' : error.hint}</p>
          {error.stage && <p className="mt-1 text-xs text-muted-foreground">It happened at “{STAGE_TITLES[error.stage]}”. What was finished before is kept.</p>}
        </div>
      </div>
      {!readOnly && <Remedies task={task} />}
    </section>
  );
}

/** What helps most stands first and stands out. Trying again is always possible. */
function Remedies({ task }: { task: TaskView }) {
  const { speech } = useAbilities();
  const code = task.error?.code ?? 'internal';
  const offered = REMEDIES_FOR[code].filter((remedy) => fits(remedy, task, speech));
  const [first] = offered;
  const row = offered.filter((remedy) => remedy !== 'upload' && remedy !== 'configure' && remedy !== 'language');
  const buttons: Remedy[] = row.includes('retry') || row.includes('reload') ? row : [...row, 'retry'];
  return (
    <div className="mt-4 space-y-4 sm:pl-8">
      {first === 'upload' && <FileForTask task={task} primary />}
      {offered.includes('language') && <LanguageRetry task={task} />}
      <div className="flex flex-wrap items-center gap-2">
        {buttons.map((remedy) => <RemedyButton key={remedy} remedy={remedy} task={task} primary={first === remedy} />)}
      </div>
      {first !== 'upload' && offered.includes('upload') && <FileForTask task={task} primary={false} />}
      {offered.includes('configure') && <ConfigureNote task={task} />}
    </div>
  );
}

function RemedyButton({ remedy, ...props }: { remedy: Remedy; task: TaskView; primary: boolean }) {
  switch (remedy) {
    case 'retry': return <RetryButton {...props} />;
    case 'open': return <OpenOriginal {...props} />;
    case 'edit': return <EditLink {...props} />;
    case 'sign_in': return <SignInLink {...props} />;
    case 'library': return <LibraryLink {...props} />;
    case 'reload': return <ReloadButton {...props} />;
    case 'upload': case 'language': case 'configure': return null;
  }
}

/** A transcript from elsewhere helps only where none was found; setting speech up only where it is not. */
function fits(remedy: Remedy, task: TaskView, speech: boolean): boolean {
  const words = task.stages.some((stage) => stage.name === 'transcript' && stage.status === 'completed');
  const code = task.error?.code;
  if (remedy === 'upload') return !words;
  if (remedy === 'configure') return !(speech && (code === 'captions_missing' || code === 'captions_gated' || code === 'speech_unconfigured'));
  return remedy !== 'open' || (/^https?:/.test(task.url) && !new URL(task.url).host.endsWith('.invalid'));
}
