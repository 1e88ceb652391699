import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { viewerOf } from '#lib/auth/page-actor.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { services } from '#lib/services.ts';
import { ShareStreams } from '#components/task/share-streams.tsx';
import { TaskPage } from '#components/task/task-page.tsx';

export const dynamic = 'force-dynamic';

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const view = await sharedView((await params).token);
  return {
    title: view?.video?.title ?? 'Shared',
    robots: { index: false, follow: false },
  };
}

export default async function SharedPage({ params }: Props) {
  const { token } = await params;
  const view = await sharedView(token);
  if (!view) notFound();
  return (
    <ShareStreams key={token} token={token}>
      <TaskPage initial={view} renderedAt={services().clock.now()} share={{ token }} />
    </ShareStreams>
  );
}

/** The task that a link opens; null where the link is no longer valid. */
const sharedView = cache(async (token: string): Promise<TaskView | null> => {
  const actor = await viewerOf(token);
  if (actor?.kind !== 'viewer') return null;
  return services().tasks.view(actor, actor.task_id).catch((error: unknown) => {
    if (asFailure(error).code === 'task_not_found') return null;
    throw error;
  });
});
