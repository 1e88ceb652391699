'use client';

import { ArrowRight, LoaderCircle, Play } from 'lucide-react';
import { useId, useRef, useState, type FormEvent } from 'react';
import type { TaskOptions } from '#lib/protocol/options.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { DropVeil } from './drop-veil.tsx';
import { FailureNote } from './failure-note.tsx';
import { FileChooser } from './file-chooser.tsx';
import { NewTaskOptions } from './new-task-options.tsx';
import { readLink } from './read-link.ts';
import { UnfinishedUploads } from './unfinished-uploads.tsx';
import { UploadProgress } from './upload-progress.tsx';
import { useFileEntry } from './use-file-entry.ts';
import { useFilesAsTasks } from './use-files-as-tasks.ts';
import { useSubmit, wishFor } from './use-submit.ts';

const NO_LINK = new Failure('invalid_url', { message: 'There is no link yet.', hint: 'Paste the link of a video or of the page that plays it, or choose a file.' });

/** A link or a file goes in, a task comes out. @param url what stands in the field at first */
export function NewTaskForm({ url: first = '' }: { url?: string }) {
  const [url, setUrl] = useState(first);
  const [options, setOptions] = useState<TaskOptions>({});
  const field = useId();
  const input = useRef<HTMLInputElement>(null);
  const [unfit, setUnfit] = useState<Failure | null>(null);
  const submit = useSubmit();
  const uploading = useFilesAsTasks(options);
  const busy = submit.isPending || submit.isSuccess || uploading.busy;
  const take = (files: File[]) => {
    setUnfit(null);
    uploading.send(files);
  };
  const over = useFileEntry(!busy, { take, refuse: setUnfit });
  const failure = unfit ?? uploading.failure ?? (submit.error && asFailure(submit.error));
  const send = (event: FormEvent) => {
    event.preventDefault();
    const link = readLink(url);
    setUnfit(link === '' ? NO_LINK : null);
    setUrl(link);
    uploading.stop();
    if (link === '') input.current?.focus();
    else submit.mutate(wishFor(link, options));
  };
  return (
    <form onSubmit={send} noValidate>
      {over && <DropVeil>Let go to upload it</DropVeil>}
      <label htmlFor={field} className="sr-only">Link to a video</label>
      <div className="flex flex-col gap-2 sm:flex-row">
        <Input
          id={field} ref={input} name="url" type="url" inputMode="url" value={url} onChange={(event) => { setUrl(event.target.value); setUnfit(null); }}
          placeholder="https://…" autoComplete="off" autoCapitalize="none" spellCheck={false} required
          aria-invalid={failure ? true : undefined} aria-describedby={failure ? `${field}-error` : undefined}
          className="h-12 px-4 text-base md:text-base"
        />
        <Button type="submit" size="lg" disabled={busy}>
          {busy ? <LoaderCircle className="motion-safe:animate-spin" aria-hidden /> : <ArrowRight aria-hidden />} Understand
        </Button>
      </div>
      {uploading.busy ? <div className="mt-3"><UploadProgress uploading={uploading} /></div> : (
        <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2">
          <FileChooser size="sm" onFiles={take} multiple describedBy={`${field}-files`}>Choose a file</FileChooser>
          <Button variant="ghost" size="sm" disabled={busy} onClick={() => submit.mutate({ url: SAMPLE_URL })}><Play aria-hidden /> Try the sample</Button>
          <p id={`${field}-files`} className="text-sm text-muted-foreground">Video, sound, captions or a transcript: choose, drop or paste; a film together with its captions.</p>
        </div>
      )}
      {failure && <div className="mt-3"><FailureNote failure={failure} id={`${field}-error`} /></div>}
      {!uploading.busy && <UnfinishedUploads onFiles={take} />}
      <div className="mt-2"><NewTaskOptions options={options} onChange={setOptions} /></div>
    </form>
  );
}
