import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { viewerOf } from '#lib/auth/page-actor.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { addressName } from '#lib/protocol/uploads.ts';
import { services } from '#lib/services.ts';
import { ShareStreams } from '#components/task/share-streams.tsx';
import { TaskPage } from '#components/task/task-page.tsx';

export const dynamic = 'force-dynamic';

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const task = await sharedTask((await params).token);
  return {
    title: task ? (task.view.video?.title ?? addressName(task.view.url)) : 'Shared',
    robots: { index: false, follow: false },
  };
}

export default async function SharedPage({ params }: Props) {
  const { token } = await params;
  const task = await sharedTask(token);
  if (!task) notFound();
  return (
    <ShareStreams key={token} token={token}>
      <TaskPage initial={task.view} options={task.options} renderedAt={services().clock.now()} share={{ token }} />
    </ShareStreams>
  );
}

type Shared = { view: TaskView; options: Pick<TaskOptions, 'output_language'> };

/** The task that a link opens; null where the link is no longer valid. */
const sharedTask = cache(async (token: string): Promise<Shared | null> => {
  const actor = await viewerOf(token);
  if (actor?.kind !== 'viewer') return null;
  const { tasks } = services();
  try {
    const { view, options: { output_language } } = await tasks.asked(actor, actor.task_id);
    return { view, options: { ...(output_language !== undefined && { output_language }) } };
  } catch (error) {
    if (asFailure(error).code === 'task_not_found') return null;
    throw error;
  }
});
