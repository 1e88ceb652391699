'use client';

import { FileUp, WifiOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { byteCount } from '#lib/protocol/byte-count.ts';
import { Button } from '#components/ui/button.tsx';
import { Progress } from '#components/ui/progress.tsx';
import type { Uploading } from './use-upload.ts';

/** A file on its way: how much of it has arrived, and the way to stop. */
export function UploadProgress({ uploading: { file, progress, place, stop } }: { uploading: Uploading }) {
  const button = useRef<HTMLButtonElement>(null);
  // It stands where the chooser stood, which had the focus.
  useEffect(() => {
    if (document.activeElement === document.body) button.current?.focus();
  }, []);
  if (!file || !progress) return null;
  const { sent, total, waiting } = progress;
  const done = sent >= total;
  const Icon = waiting ? WifiOff : FileUp;
  return (
    <div className="rounded-lg border bg-card p-4">
      <div className="flex items-center gap-3">
        <Icon className="size-5 shrink-0 text-primary" aria-hidden />
        <p className="min-w-0 flex-1 truncate text-sm font-medium" title={file.name}>{file.name}</p>
        <p className="shrink-0 text-sm text-muted-foreground tabular-nums">{place && `File ${place.number} of ${place.count} · `}{byteCount(sent)} of {byteCount(total)}</p>
      </div>
      <Progress value={total === 0 ? 0 : sent / total} label={`Upload of ${file.name}`} className="mt-3 h-2" />
      <div className="mt-3 flex flex-wrap items-center justify-between gap-2">
        <p className="text-sm text-muted-foreground" role="status">{waiting ? 'MindTube cannot be reached. It goes on by itself.' : done ? 'Looking at the file' : 'Uploading. Keep this page open.'}</p>
        <Button ref={button} variant="outline" size="sm" onClick={stop}>Stop</Button>
      </div>
    </div>
  );
}
