import Link from 'next/link';
import type { Failure } from '#lib/protocol/errors.ts';
import { Button } from '#components/ui/button.tsx';

type DeniedNoticeProps = { error: Pick<Failure, 'code' | 'message' | 'hint'> | null; shared: boolean };

/** A task that can no longer be seen here. */
export function DeniedNotice({ error, shared }: DeniedNoticeProps) {
  const title = error?.code === 'task_not_found' ? error.message : 'This link is no longer valid.';
  const hint = error?.hint ?? 'It was revoked or has run out. Ask whoever sent it for a new one.';
  return (
    <div role="alert" className="mx-auto max-w-lg py-20 text-center">
      <h1 className="font-serif text-3xl font-medium">{title}</h1>
      <p className="mt-3 text-muted-foreground">{hint}</p>
      {!shared && <Button asChild className="mt-6"><Link href="/tasks">To the library</Link></Button>}
    </div>
  );
}
