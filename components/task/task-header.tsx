import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { duration } from '#lib/protocol/moment.ts';
import type { Video } from '#lib/protocol/result.ts';
import { resultLanguages } from '#lib/protocol/result-languages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { addressName } from '#lib/protocol/uploads.ts';
import { hostOf, isOnTheWeb } from '#lib/protocol/web-address.ts';
import { cn } from '#components/ui/cn.ts';
import { SOURCE_KINDS } from './source-kind.ts';

/** Characters of a title from which on it is set smaller: it would fill a phone. */
const LONG = 100;

/** @param children badges and controls beside the title */
export function TaskHeader({ task, children }: { task: TaskView; children: ReactNode }) {
  const { video } = task;
  const title = video?.title ?? addressName(task.url);
  const address = video?.page_url ?? task.url;
  const facts = [
    video && <SourceKind kind={video.kind} />, video?.author, video?.duration ? duration(video.duration) : null, video?.published_on ? day(video.published_on) : null,
    isOnTheWeb(address) ? <WebLink address={address} /> : video?.kind === 'sample' ? null : addressName(task.url),
  ].filter(Boolean);
  return (
    <header className="flex flex-col gap-4 lg:flex-row lg:items-start lg:justify-between">
      <div className="min-w-0">
        <h1 lang={resultLanguages(task.result).author} dir="auto" className={cn('font-serif leading-tight font-medium tracking-tight wrap-anywhere', title.length > LONG ? 'text-xl sm:text-2xl' : 'text-3xl sm:text-4xl')}>{title}</h1>
        <p className="mt-1.5 flex flex-wrap items-center gap-x-2 text-sm text-muted-foreground">
          {facts.map((fact, index) => (
            <span key={index} className="inline-flex min-w-0 items-center gap-x-2 wrap-anywhere">{fact}{index < facts.length - 1 && <span aria-hidden>·</span>}</span>
          ))}
        </p>
      </div>
      <div className="flex shrink-0 flex-wrap items-center gap-2 print:hidden">{children}</div>
    </header>
  );
}

function WebLink({ address }: { address: string }) {
  return (
    <a href={address} target="_blank" rel="noreferrer" className="inline-flex min-w-0 items-center gap-1 rounded pointer-coarse:-my-3 pointer-coarse:py-3 hover:text-foreground hover:underline">
      <span className="truncate">{hostOf(address)}</span> <ExternalLink className="size-3.5 shrink-0" aria-label="(opens in a new tab)" />
    </a>
  );
}

/** The source, by its own sign and name. */
function SourceKind({ kind }: { kind: Video['kind'] }) {
  const { word, icon: Icon } = SOURCE_KINDS[kind];
  return <span className="inline-flex items-center gap-1.5"><Icon className="size-4 shrink-0" aria-hidden /> {word}</span>;
}

function day(date: string): string {
  return new Date(date).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
}
