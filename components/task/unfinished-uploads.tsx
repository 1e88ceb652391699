'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { queryKeys } from '#lib/client/query-keys.ts';
import { byteCount } from '#lib/protocol/byte-count.ts';
import type { UploadView } from '#lib/protocol/uploads.ts';
import { Button } from '#components/ui/button.tsx';
import { browserApi } from './browser-api.ts';
import { captionsKeep } from './captions-keep.ts';
import { FileChooser } from './file-chooser.tsx';
import { sayFailure } from './use-task-action.ts';

/** Files of which a part has arrived: chosen again, they go on from there. A page cannot keep a file over a reload. */
export function UnfinishedUploads({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { data } = useQuery({ queryKey: queryKeys.uploads, queryFn: ({ signal }) => browserApi.uploads(signal), staleTime: 0, retry: false });
  if (!data || data.items.length === 0) return null;
  return (
    <ul aria-label="Unfinished uploads" className="mt-4 space-y-2">
      {data.items.map((upload) => <Unfinished key={upload.id} upload={upload} onFiles={onFiles} />)}
    </ul>
  );
}

function Unfinished({ upload, onFiles }: { upload: UploadView; onFiles: (files: File[]) => void }) {
  const queries = useQueryClient();
  const words = captionsKeep.of(upload);
  const discard = useMutation({
    mutationFn: () => browserApi.discardUpload(upload.id),
    onSuccess: () => captionsKeep.drop(upload),
    onError: sayFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.uploads }),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border bg-card px-4 py-3 text-sm">
      <History className="size-4 shrink-0 text-muted-foreground" aria-hidden />
      <p className="min-w-0 flex-1 basis-56">
        <span className="font-medium break-words">{upload.filename}</span>{' '}
        <span className="text-muted-foreground">stopped at {Math.floor((upload.offset / upload.size) * 100)} % of {byteCount(upload.size)}. {words ? `Its captions, “${words.filename}”, are here: choose the film again to go on.` : 'Choose the same file to go on.'}</span>
      </p>
      <FileChooser size="sm" onFiles={onFiles} multiple>Go on</FileChooser>
      <Button variant="ghost" size="sm" inactive={discard.isPending} onClick={() => discard.mutate()}>Discard</Button>
    </li>
  );
}
