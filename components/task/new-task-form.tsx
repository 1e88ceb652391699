'use client';

import { useMutation } from '@tanstack/react-query';
import { ArrowRight, LoaderCircle, Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useId, useRef, useState, type FormEvent } from 'react';
import { randomId } from '#lib/client/client-id.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { browserApi } from './browser-api.ts';
import { NewTaskOptions } from './new-task-options.tsx';

type Wish = { url: string; options?: TaskOptions };

/** A link goes in, a task comes out. */
export function NewTaskForm() {
  const router = useRouter();
  const key = useIdempotencyKey();
  const [url, setUrl] = useState('');
  const [options, setOptions] = useState<TaskOptions>({});
  const field = useId();
  const submit = useMutation({
    mutationFn: (wish: Wish) => browserApi.submit(wish, key(wish)),
    onSuccess: (view) => router.push(`/tasks/${view.id}`),
  });
  const busy = submit.isPending || submit.isSuccess;
  const failure = submit.error && asFailure(submit.error);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (url.trim() !== '') submit.mutate({ url: url.trim(), ...(Object.keys(options).length > 0 && { options }) });
  };
  return (
    <form onSubmit={send} noValidate>
      <label htmlFor={field} className="sr-only">Link to a video</label>
      <div className="flex flex-col gap-2 sm:flex-row">
        <Input
          id={field} name="url" type="url" inputMode="url" value={url} onChange={(event) => setUrl(event.target.value)}
          placeholder="https://…" autoComplete="off" autoCapitalize="none" spellCheck={false} required
          aria-invalid={failure ? true : undefined} aria-describedby={failure ? `${field}-error` : undefined}
          className="h-12 px-4 text-base md:text-base"
        />
        <Button type="submit" size="lg" disabled={busy}>
          {busy ? <LoaderCircle className="motion-safe:animate-spin" aria-hidden /> : <ArrowRight aria-hidden />} Understand
        </Button>
      </div>
      {failure && (
        <div id={`${field}-error`} role="alert" className="mt-3 rounded-lg border border-destructive/40 bg-destructive/5 px-4 py-3 text-sm">
          <p className="font-medium">{failure.message}</p>
          <p className="text-muted-foreground">{failure.hint}</p>
        </div>
      )}
      <div className="mt-3 flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <NewTaskOptions options={options} onChange={setOptions} />
        <Button variant="ghost" size="sm" disabled={busy} onClick={() => submit.mutate({ url: SAMPLE_URL })}><Play aria-hidden /> Try the sample</Button>
      </div>
    </form>
  );
}

/** The same wish sent twice (a double click, a try after a lost answer) is one task. */
function useIdempotencyKey(): (wish: Wish) => string {
  const last = useRef({ wish: '', key: '' });
  return (wish) => {
    const text = JSON.stringify(wish);
    if (text !== last.current.wish) last.current = { wish: text, key: randomId() };
    return last.current.key;
  };
}
