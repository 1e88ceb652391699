import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { pageActor } from '#lib/auth/page-actor.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import { addressName } from '#lib/protocol/uploads.ts';
import { services } from '#lib/services.ts';
import { AbilitiesProvider } from '#components/task/abilities.tsx';
import { TaskPage } from '#components/task/task-page.tsx';

export const dynamic = 'force-dynamic';

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { view } = await taskOf((await params).id);
  return { title: view.video?.title ?? addressName(view.url) };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  const { view, options } = await taskOf(id);
  const { env, clock } = services();
  const actor = await pageActor();
  const abilities = { speech: env.STT_BASE_URL !== undefined, operator: env.AUTH_MODE === 'local' || actor?.role === 'admin' };
  return <AbilitiesProvider abilities={abilities}><TaskPage key={id} initial={view} options={options} renderedAt={clock.now()} /></AbilitiesProvider>;
}

/** The task as it is at its `seq`; the page is live from there on. */
const taskOf = cache(async (id: string) => {
  const actor = await pageActor();
  if (!actor) redirect(`/sign-in?next=${encodeURIComponent(`/tasks/${id}`)}`);
  return services().tasks.asked(actor, id).catch((error: unknown) => {
    if (asFailure(error).code === 'task_not_found') notFound();
    throw error;
  });
});
