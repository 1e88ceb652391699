import { randomUUID } from 'node:crypto';
import { redirect } from 'next/navigation';
import Link from 'next/link';
import { pageActor } from '#lib/auth/page-actor.ts';
import { zErrorCode } from '#lib/protocol/errors.ts';
import { services } from '#lib/services.ts';
import { TaskList } from '#components/library/task-list.tsx';
import { NewTaskForm } from '#components/task/new-task-form.tsx';

export const dynamic = 'force-dynamic';

const RECENT = 6;

/** `?url=` puts an address into the field, for another try; `?problem=` is what was wrong with it, where there are no scripts to say so. */
type Props = { searchParams: Promise<{ url?: string | string[]; problem?: string | string[] }> };

export default async function HomePage({ searchParams }: Props) {
  const actor = await pageActor();
  if (!actor) redirect('/sign-in');
  const { url, problem } = await searchParams;
  const recent = await services().tasks.list(actor, { limit: RECENT });
  return (
    <div className="mx-auto max-w-4xl">
      <section className="py-6 sm:py-12">
        <h1 className="font-serif text-4xl font-medium tracking-tight sm:text-5xl">Understand a video before you watch it.</h1>
        <p className="mt-4 max-w-2xl text-lg text-muted-foreground">
          Paste a link, or bring a file. MindTube finds the words, works out chapters, a summary, the key ideas and a mind map, and shows every step while it happens.
        </p>
        <div className="mt-8">
          <NewTaskForm url={typeof url === 'string' ? url : ''} problem={zErrorCode.safeParse(problem).data} formKey={randomUUID()} />
        </div>
      </section>
      {recent.items.length > 0 && (
        <section aria-labelledby="recent-title">
          <div className="mb-3 flex items-baseline justify-between gap-4">
            <h2 id="recent-title" className="text-base font-semibold">Recent</h2>
            <Link href="/tasks" className="rounded text-sm text-primary hover:underline pointer-coarse:py-3">Whole library</Link>
          </div>
          <TaskList tasks={recent.items} />
        </section>
      )}
    </div>
  );
}
