'use client';

import { Languages } from 'lucide-react';
import { useId, useState, type FormEvent } from 'react';
import { asFailure } from '#lib/protocol/errors.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { FailureNote } from './failure-note.tsx';
import { useSubmit } from './use-submit.ts';

/** The same link once more, with captions of another language preferred. */
export function LanguageRetry({ task }: { task: TaskView }) {
  const field = useId();
  const [language, setLanguage] = useState('');
  const submit = useSubmit();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (language.trim() !== '') submit.mutate({ url: task.url, options: { language: language.trim() } });
  };
  return (
    <form onSubmit={send} className="flex flex-wrap items-center gap-2">
      <label htmlFor={field} className="text-sm text-muted-foreground">Captions may exist in another language:</label>
      <Input id={field} value={language} onChange={(event) => setLanguage(event.target.value)} placeholder="en, de, pt-BR" autoCapitalize="none" autoComplete="off" spellCheck={false} className="w-32" />
      <Button type="submit" variant="outline" inactive={submit.isPending || submit.isSuccess}><Languages aria-hidden /> Try it</Button>
      {submit.error && <div className="basis-full"><FailureNote failure={asFailure(submit.error)} /></div>}
    </form>
  );
}
