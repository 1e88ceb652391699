'use client';

import Link from 'next/link';
import { signIn } from 'next-auth/react';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { zProblem } from '#lib/protocol/http.ts';
import { Button } from '#components/ui/button.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { Input } from '#components/ui/input.tsx';
import { Label } from '#components/ui/label.tsx';
import { useScripts } from './use-scripts.ts';

type Kind = 'sign-in' | 'sign-up';
type Entry = { email: string; password: string };

const WORDS = {
  'sign-in': { title: 'Sign in', submit: 'Sign in', busy: 'Signing in…', other: 'sign-up', question: 'No account yet?', invitation: 'Create one', complete: 'current-password' },
  'sign-up': { title: 'Create an account', submit: 'Create account', busy: 'Creating…', other: 'sign-in', question: 'Have an account?', invitation: 'Sign in', complete: 'new-password' },
} as const;

const WRONG = 'The e-mail or the password is not right.';
const UNREACHABLE = 'The server could not be reached. Check the connection, then try again.';

/** Both ways in: signing up signs in as well. `next` is a path on this site. */
export function AccountForm({ kind, next }: { kind: Kind; next: string }) {
  const words = WORDS[kind];
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const scripts = useScripts();

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const entry = Object.fromEntries(new FormData(event.currentTarget)) as Entry;
    setBusy(true);
    setError(null);
    const refusal = await enter(kind, entry).catch(() => UNREACHABLE);
    // A whole new page, so that everything on it is asked for by the new identity.
    if (refusal === null) return window.location.assign(next);
    setBusy(false);
    setError(refusal);
    password.current?.focus();
    password.current?.select();
  }

  return (
    <div className="mx-auto max-w-sm py-6 sm:py-12">
      <h1 className="font-serif text-3xl font-medium tracking-tight">{words.title}</h1>
      <Card className="mt-6">
        <CardContent className="pt-5">
          {/* By POST: a password must not come into an address, whatever has or has not been loaded. */}
          <form method="post" onSubmit={(event) => void submit(event)} className="grid gap-4">
            <Field label="E-mail" name="email"><Input id="email" name="email" type="email" autoComplete="username" required maxLength={254} aria-describedby="account-error" /></Field>
            <Field label="Password" name="password">
              <Input ref={password} id="password" name="password" type="password" autoComplete={words.complete} required minLength={kind === 'sign-up' ? 8 : 1} maxLength={1024} aria-describedby={kind === 'sign-up' ? 'password-rule account-error' : 'account-error'} aria-invalid={error !== null} />
              {kind === 'sign-up' && <p id="password-rule" className="text-xs text-muted-foreground">At least 8 characters.</p>}
            </Field>
            <p id="account-error" role="alert" className="text-sm text-destructive empty:hidden">{error}</p>
            <noscript><p className="text-sm text-destructive">Signing in needs scripts, which this browser does not run.</p></noscript>
            <Button type="submit" disabled={!scripts} inactive={busy}>{busy ? words.busy : words.submit}</Button>
          </form>
        </CardContent>
      </Card>
      <p className="mt-4 text-sm text-muted-foreground">
        {words.question} <Link href={{ pathname: `/${words.other}`, query: { next } }} className="inline-block rounded text-primary underline underline-offset-4 hover:no-underline pointer-coarse:py-3">{words.invitation}</Link>
      </p>
    </div>
  );
}

function Field({ label, name, children }: { label: string; name: string; children: ReactNode }) {
  return <div className="grid gap-1.5"><Label htmlFor={name}>{label}</Label>{children}</div>;
}

/** @returns what to tell the person, or null where they are in. */
async function enter(kind: Kind, entry: Entry): Promise<string | null> {
  if (kind === 'sign-up') {
    const response = await fetch('/api/v1/accounts', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(entry) });
    if (!response.ok) return sentence(await response.json());
  }
  const answer = await signIn('credentials', { ...entry, redirect: false });
  if (answer?.ok && !answer.error) return null;
  return answer?.error === 'rate_limited' ? 'Too many attempts. Wait a minute, then try again.' : WRONG;
}

function sentence(body: unknown): string {
  const problem = zProblem.safeParse(body);
  return problem.success ? `${problem.data.detail} ${problem.data.hint}` : UNREACHABLE;
}
