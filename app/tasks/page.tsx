import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import Link from 'next/link';
import { pageActor } from '#lib/auth/page-actor.ts';
import { zListQuery } from '#lib/protocol/http.ts';
import { services } from '#lib/services.ts';
import { LibraryFilter } from '#components/library/library-filter.tsx';
import { TaskList } from '#components/library/task-list.tsx';
import { Button } from '#components/ui/button.tsx';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Library' };

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function LibraryPage({ searchParams }: { searchParams: Search }) {
  const actor = await pageActor();
  if (!actor) redirect('/sign-in?next=/tasks');
  const raw = Object.fromEntries(Object.entries(await searchParams).filter(([, value]) => typeof value === 'string' && value !== ''));
  const query = zListQuery.catch({ limit: 20 }).parse({ ...raw, limit: 20 });
  const { tasks } = services();
  const list = await tasks.list(actor, query);
  const excerpts = query.q === undefined ? undefined : await tasks.excerpts(actor, { ids: list.items.map(({ id }) => id), q: query.q });
  return (
    <div className="mx-auto max-w-4xl">
      <h1 className="font-serif text-3xl font-medium tracking-tight">Library</h1>
      <LibraryFilter q={query.q ?? ''} status={query.status ?? null} />
      {list.items.length > 0 ? <TaskList tasks={list.items} found={excerpts && { q: query.q ?? '', excerpts }} /> : <Empty filtered={query.q !== undefined || query.status !== undefined} />}
      {list.next_cursor && (
        <div className="mt-6 flex justify-center">
          <Button asChild variant="outline">
            <Link href={{ pathname: '/tasks', query: { ...(query.q && { q: query.q }), ...(query.status && { status: query.status }), cursor: list.next_cursor } }}>Older</Link>
          </Button>
        </div>
      )}
    </div>
  );
}

function Empty({ filtered }: { filtered: boolean }) {
  return (
    <div className="rounded-lg border border-dashed p-10 text-center">
      <p className="font-medium">{filtered ? 'Nothing here matches.' : 'Nothing here yet.'}</p>
      <p className="mt-1 text-sm text-muted-foreground">
        {filtered ? 'Try other words, or another state.' : 'Paste a link on the first page, or try the sample there.'}
      </p>
      <Button asChild variant="outline" className="mt-4"><Link href={filtered ? '/tasks' : '/'}>{filtered ? 'Show all' : 'To the first page'}</Link></Button>
    </div>
  );
}
