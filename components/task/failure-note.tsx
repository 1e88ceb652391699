import Link from 'next/link';
import type { Failure } from '#lib/protocol/errors.ts';

/** What went wrong with a wish, and the next step. */
export function FailureNote({ failure, id }: { failure: Failure; id?: string }) {
  return (
    <div id={id} role="alert" className="rounded-lg border border-destructive/40 bg-destructive/5 px-4 py-3 text-sm">
      <p className="font-medium">{failure.message}</p>
      <p className="text-muted-foreground">{failure.hint}</p>
      {failure.code === 'unauthorized' && <Link href="/sign-in" className="mt-1 inline-block rounded text-primary underline underline-offset-4 hover:no-underline pointer-coarse:py-3">Sign in</Link>}
    </div>
  );
}
