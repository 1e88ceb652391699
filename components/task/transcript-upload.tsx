'use client';

import { Upload } from 'lucide-react';
import { useId, useState } from 'react';
import { browserApi } from './browser-api.ts';
import { useTaskAction } from './use-task-action.ts';
import { buttonVariants } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';

const MAX_BYTES = 10 * 1024 * 1024;

/** A captions file from this device, with which the same task goes on. */
export function TranscriptUpload({ taskId }: { taskId: string }) {
  const field = useId();
  const upload = useTaskAction(async (file: File) => browserApi.attachTranscript(taskId, await file.text()));
  const [tooLarge, setTooLarge] = useState(false);
  const choose = (file: File | undefined) => {
    setTooLarge(file !== undefined && file.size > MAX_BYTES);
    if (file && file.size <= MAX_BYTES) upload.mutate(file);
  };
  return (
    <div>
      <input id={field} type="file" accept=".srt,.vtt,text/vtt,application/x-subrip" disabled={upload.isPending} className="peer sr-only" onChange={(event) => choose(event.target.files?.[0])} />
      <label
        htmlFor={field}
        className={cn(buttonVariants({ variant: 'outline' }), 'cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-ring peer-disabled:opacity-50')}
      >
        <Upload aria-hidden /> {upload.isPending ? 'Sending …' : 'Upload a transcript (SRT, VTT)'}
      </label>
      <p role="status" className="text-sm text-destructive">{tooLarge && 'That file is larger than 10 MiB.'}</p>
    </div>
  );
}
