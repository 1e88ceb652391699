'use client';

import { ExternalLink, Library, LogIn, Pencil, RefreshCw } from 'lucide-react';
import Link from 'next/link';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { isOnTheWeb } from '#lib/protocol/web-address.ts';
import { Button } from '#components/ui/button.tsx';

type RemedyProps = { task: TaskView; primary: boolean };

const variant = (primary: boolean) => (primary ? 'default' : 'outline');

/** The site itself shows best whether the link still works. */
export function OpenOriginal({ task, primary }: RemedyProps) {
  return <Button asChild variant={variant(primary)}><a href={task.url} target="_blank" rel="noreferrer noopener"><ExternalLink aria-hidden /> Open the original<span className="sr-only"> (opens in a new tab)</span></a></Button>;
}

/** The first page with this address in its field. */
export function EditLink({ task, primary }: RemedyProps) {
  return <Button asChild variant={variant(primary)}><Link href={isOnTheWeb(task.url) ? `/?${new URLSearchParams({ url: task.url })}` : '/'}><Pencil aria-hidden /> Use another link</Link></Button>;
}

export function SignInLink({ task, primary }: RemedyProps) {
  return <Button asChild variant={variant(primary)}><Link href={`/sign-in?${new URLSearchParams({ next: `/tasks/${task.id}` })}`}><LogIn aria-hidden /> Sign in</Link></Button>;
}

export function LibraryLink({ primary }: RemedyProps) {
  return <Button asChild variant={variant(primary)}><Link href="/tasks"><Library aria-hidden /> To the library</Link></Button>;
}

export function ReloadButton({ primary }: RemedyProps) {
  return <Button variant={variant(primary)} onClick={() => window.location.reload()}><RefreshCw aria-hidden /> Reload</Button>;
}
