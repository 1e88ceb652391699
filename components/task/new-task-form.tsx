'use client';

import { ArrowRight, LoaderCircle, Play } from 'lucide-react';
import { useId, useRef, useState, type FormEvent } from 'react';
import { asFailure, Failure, type ErrorCode } from '#lib/protocol/errors.ts';
import type { SubmitBody } from '#lib/protocol/http.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { DropVeil } from './drop-veil.tsx';
import { FailureNote } from './failure-note.tsx';
import { FileChooser } from './file-chooser.tsx';
import { NewTaskOptions } from './new-task-options.tsx';
import { noLink, readWishedLink, readWishedOptions, WISH_FIELDS, wishProblem } from './read-wish.ts';
import { UnfinishedUploads } from './unfinished-uploads.tsx';
import { UploadProgress } from './upload-progress.tsx';
import { useFileEntry } from './use-file-entry.ts';
import { useFilesAsTasks } from './use-files-as-tasks.ts';
import { useSubmit, wishFor } from './use-submit.ts';

type NewTaskFormProps = {
  /** What stands in the field at first. */
  url?: string;
  /** What was wrong with it, where it was sent without scripts. */
  problem?: ErrorCode | undefined;
  /** Names this showing of the form, so that it is taken once. */
  formKey: string;
};

/** A link or a file goes in, a task comes out. Without scripts, or before they are there, the browser sends it by itself. */
export function NewTaskForm({ url = '', problem, formKey }: NewTaskFormProps) {
  const field = useId();
  const form = useRef<HTMLFormElement>(null);
  const [unfit, setUnfit] = useState(() => (problem === undefined ? null : wishProblem(problem, url)));
  const submit = useSubmit();
  // The fields are read when they are needed: what was typed before scripts were there counts.
  const uploading = useFilesAsTasks(() => readWishedOptions(new FormData(form.current ?? undefined)));
  const busy = submit.isPending || submit.isSuccess || uploading.busy;
  const take = (files: File[]) => {
    setUnfit(null);
    uploading.send(files);
  };
  const over = useFileEntry(!busy, { take, refuse: setUnfit });
  const failure = unfit ?? uploading.failure ?? (submit.error && asFailure(submit.error));
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = event.currentTarget.elements.namedItem(WISH_FIELDS.link) as HTMLInputElement;
    uploading.stop();
    const wish = wishIn(event.currentTarget);
    setUnfit(wish instanceof Failure ? wish : null);
    if (wish instanceof Failure) return input.value.trim() === '' ? input.focus() : undefined;
    input.value = wish.url;
    submit.mutate(wish);
  };
  return (
    <form ref={form} method="post" action="/tasks/new" onSubmit={send} noValidate>
      {over && <DropVeil>Let go to upload it</DropVeil>}
      <input type="hidden" name={WISH_FIELDS.key} value={formKey} />
      <LinkRow field={field} url={url} failed={Boolean(failure)} busy={busy} onEdit={() => setUnfit(null)} />
      <div className="mt-3">
        {uploading.busy ? <UploadProgress uploading={uploading} /> : <OtherWays field={field} busy={busy} onFiles={take} onSample={() => submit.mutate({ url: SAMPLE_URL })} />}
      </div>
      {failure && <div className="mt-3"><FailureNote failure={failure} id={`${field}-error`} /></div>}
      {!uploading.busy && <UnfinishedUploads onFiles={take} />}
      <div className="mt-2"><NewTaskOptions /></div>
    </form>
  );
}

type LinkRowProps = { /** Id of the input, and the stem of those around it. */ field: string; url: string; failed: boolean; busy: boolean; onEdit(): void };

function LinkRow({ field, url, failed, busy, onEdit }: LinkRowProps) {
  return (
    <>
      <label htmlFor={field} className="sr-only">Link to a video</label>
      <div className="flex flex-col gap-2 sm:flex-row">
        <Input
          id={field} name={WISH_FIELDS.link} type="url" inputMode="url" defaultValue={url} onChange={onEdit}
          placeholder="https://…" autoComplete="off" autoCapitalize="none" spellCheck={false} required
          aria-invalid={failed || undefined} aria-describedby={failed ? `${field}-error` : undefined}
          className="h-12 px-4 text-base md:text-base"
        />
        <Button type="submit" size="lg" inactive={busy}>
          {busy ? <LoaderCircle className="motion-safe:animate-spin" aria-hidden /> : <ArrowRight aria-hidden />} Understand
        </Button>
      </div>
    </>
  );
}

type OtherWaysProps = Pick<LinkRowProps, 'field' | 'busy'> & { onFiles(files: File[]): void; onSample(): void };

/** What else can be understood: files of the person's own, and the sample. */
function OtherWays({ field, busy, onFiles, onSample }: OtherWaysProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <span className="contents noscript:hidden"><FileChooser size="sm" onFiles={onFiles} multiple describedBy={`${field}-files`}>Choose a file</FileChooser></span>
      <Button type="submit" name={WISH_FIELDS.sample} value="1" variant="ghost" size="sm" inactive={busy} onClick={(event) => { event.preventDefault(); onSample(); }}><Play aria-hidden /> Try the sample</Button>
      <p id={`${field}-files`} className="text-sm text-muted-foreground noscript:hidden">Video, sound, captions or a transcript: choose, drop or paste; a film together with its captions.</p>
    </div>
  );
}

function wishIn(form: HTMLFormElement): SubmitBody | Failure {
  const fields = new FormData(form);
  const link = readWishedLink(fields);
  if (link === '') return noLink();
  try {
    return wishFor(link, readWishedOptions(fields));
  } catch (error) {
    return asFailure(error);
  }
}
