'use client';

import { Film } from 'lucide-react';
import Link from 'next/link';
import { useState, type ReactNode } from 'react';
import { useTaskProgress } from '#lib/client/use-task-progress.ts';
import { duration } from '#lib/protocol/moment.ts';
import { resultLanguages } from '#lib/protocol/result-languages.ts';
import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import { addressName } from '#lib/protocol/uploads.ts';
import { Marked } from '#components/ui/marked.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { SOURCE_KINDS } from '#components/task/source-kind.ts';
import { Progress } from '#components/ui/progress.tsx';

type TaskCardProps = {
  initial: TaskView;
  /** What was looked for, marked in the title. */
  query?: string | undefined;
  /** What stands below, inside the card. */
  children?: ReactNode;
};

/** One task of the library; one that is still going on moves by itself. */
export function TaskCard({ initial, ...more }: TaskCardProps) {
  return isFinished(initial.status) ? <CardOf task={initial} {...more} /> : <LiveCard initial={initial} {...more} />;
}

function LiveCard({ initial, ...more }: TaskCardProps) {
  const { task } = useTaskProgress(initial.id, { initial });
  return <CardOf task={task ?? initial} {...more} />;
}

function CardOf({ task, query = '', children }: Omit<TaskCardProps, 'initial'> & { task: TaskView }) {
  const title = task.video?.title ?? addressName(task.url);
  return (
    <div className="flex h-full flex-col overflow-hidden rounded-lg border bg-card transition-colors focus-within:border-primary/50 hover:border-primary/50">
      <Link href={`/tasks/${task.id}`} className="group flex grow gap-3 p-3 -outline-offset-2 hover:bg-muted/40">
        <Thumbnail video={task.video} />
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <p lang={resultLanguages(task.result).author} dir="auto" className="line-clamp-2 wrap-anywhere text-sm leading-snug font-medium group-hover:underline"><Marked text={title} query={query} /></p>
          <p className="text-xs wrap-anywhere text-muted-foreground">{facts(task)}</p>
          <div className="mt-auto pt-1"><State task={task} title={title} /></div>
        </div>
      </Link>
      {children}
    </div>
  );
}

function Thumbnail({ video }: { video: TaskView['video'] }) {
  const [lost, setLost] = useState<string | null>(null);
  const url = video?.thumbnail_url === lost ? null : video?.thumbnail_url;
  const Icon = video ? SOURCE_KINDS[video.kind].icon : Film;
  return (
    <div className="relative aspect-video h-fit w-28 shrink-0 overflow-hidden rounded-md bg-muted">
      {url ? (
        <img src={url} alt="" loading="lazy" referrerPolicy="no-referrer" onError={() => setLost(url)} className="size-full object-cover" />
      ) : (
        <Icon className="absolute inset-0 m-auto size-5 text-muted-foreground" aria-hidden />
      )}
    </div>
  );
}

function State({ task, title }: { task: TaskView; title: string }) {
  switch (task.status) {
    case 'running':
      return <Progress value={task.progress} label={`Progress of ${title}`} />;
    case 'queued':
      return <Badge variant="outline">{task.position ? `Waiting, number ${task.position}` : 'Waiting'}</Badge>;
    case 'failed':
      return <Badge variant="destructive" className="max-w-full rounded-md whitespace-normal">{task.error?.message ?? 'Failed'}</Badge>;
    case 'cancelled':
      return <Badge variant="secondary">Cancelled</Badge>;
    case 'completed':
      return null;
  }
}

function facts(task: TaskView): string {
  const length = task.video?.duration ? duration(task.video.duration) : null;
  const date = new Date(task.created_at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return [task.video && SOURCE_KINDS[task.video.kind].word, task.video?.author, length, date].filter(Boolean).join(' · ');
}

