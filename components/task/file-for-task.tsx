'use client';

import { toast } from 'sonner';
import { useTaskStreams } from '#lib/client/streams-context.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { cn } from '#components/ui/cn.ts';
import { useAbilities } from './abilities.tsx';
import { browserApi } from './browser-api.ts';
import { DropVeil } from './drop-veil.tsx';
import { FailureNote } from './failure-note.tsx';
import { FileChooser } from './file-chooser.tsx';
import { oneFile } from './plan-files.ts';
import { UploadProgress } from './upload-progress.tsx';
import { useFileEntry } from './use-file-entry.ts';
import { sayFailure } from './use-task-action.ts';
import { useUpload } from './use-upload.ts';

/** A file of the person's own, with which the same task goes on. */
export function FileForTask({ task, primary }: { task: TaskView; primary: boolean }) {
  const streams = useTaskStreams();
  const { speech } = useAbilities();
  const uploading = useUpload(async ([file], send) => file && streams.offer(await browserApi.attachUpload(task.id, (await send(file)).id)));
  const take = (files: readonly File[]) => {
    const file = oneFile(files);
    if (!file) return;
    if (files.length > 1) toast.info(`“${file.name}” is taken.`, { description: 'A task goes on with one file: with the words, where there are some.' });
    uploading.send([file]);
  };
  const over = useFileEntry(!uploading.busy, { take, refuse: sayFailure });
  if (uploading.busy) return <UploadProgress uploading={uploading} />;
  return (
    <div className={cn('rounded-lg border border-dashed p-4', primary ? 'border-primary/50 bg-card' : 'border-input')}>
      {over && <DropVeil>Let go: this task goes on with it</DropVeil>}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <FileChooser variant={primary ? 'default' : 'outline'} onFiles={take} describedBy={`file-${task.id}`}>{speech ? 'Upload a transcript or the recording' : 'Upload a transcript'}</FileChooser>
        <p id={`file-${task.id}`} className="min-w-0 flex-1 basis-60 text-sm text-muted-foreground">
          SRT, WebVTT or plain text{speech ? ', or the video or sound itself, which is then listened to' : ', or a video file with subtitles in it'}. Choose, drop or paste it; this task goes on with it.
        </p>
      </div>
      {uploading.failure && <div className="mt-3"><FailureNote failure={uploading.failure} /></div>}
    </div>
  );
}
