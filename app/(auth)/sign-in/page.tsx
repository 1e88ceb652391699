import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { pageActor } from '#lib/auth/page-actor.ts';
import { AccountForm } from '../account-form.tsx';
import { nextPath } from '../next-path.ts';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const next = nextPath((await searchParams)['next']);
  if (await pageActor()) redirect(next);
  return <AccountForm kind="sign-in" next={next} />;
}
