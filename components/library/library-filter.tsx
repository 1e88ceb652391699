import Link from 'next/link';
import { zTaskStatus, type TaskStatus } from '#lib/protocol/task-view.ts';
import { cn } from '#components/ui/cn.ts';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';

const LABELS: Record<TaskStatus, string> = { queued: 'Waiting', running: 'Running', completed: 'Done', failed: 'Failed', cancelled: 'Cancelled' };

type FilterProps = { q: string; status: TaskStatus | null };

/** Search and state, as plain links and a plain form: they work without scripts and stay in the address. */
export function LibraryFilter({ q, status }: FilterProps) {
  return (
    <div className="my-6 flex flex-col gap-4">
      <form action="/tasks" role="search" className="flex gap-2">
        <label htmlFor="library-search" className="sr-only">Search titles, summaries and transcripts</label>
        <Input id="library-search" type="search" name="q" defaultValue={q} placeholder="Search the library" />
        {status && <input type="hidden" name="status" value={status} />}
        <Button type="submit" variant="outline">Search</Button>
      </form>
      <nav aria-label="State" className="flex flex-wrap gap-1.5">
        <StateLink label="All" q={q} status={null} current={status === null} />
        {zTaskStatus.options.map((option) => (
          <StateLink key={option} label={LABELS[option]} q={q} status={option} current={option === status} />
        ))}
      </nav>
    </div>
  );
}

function StateLink({ label, q, status, current }: FilterProps & { label: string; current: boolean }) {
  return (
    <Link
      href={{ pathname: '/tasks', query: { ...(q && { q }), ...(status && { status }) } }}
      aria-current={current ? 'page' : undefined}
      className={cn('inline-flex min-h-8 items-center rounded-full border px-3 text-sm pointer-coarse:min-h-11 pointer-coarse:min-w-11 justify-center', current ? 'border-primary bg-accent text-accent-foreground' : 'text-muted-foreground hover:bg-muted')}
    >
      {label}
    </Link>
  );
}
