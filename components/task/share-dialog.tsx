'use client';

import { useMutation } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import { toast } from 'sonner';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle, DialogTrigger } from '#components/ui/dialog.tsx';
import { Label } from '#components/ui/label.tsx';
import { browserApi } from './browser-api.ts';
import { ShareLinkField } from './share-link-field.tsx';
import { sayFailure } from './use-task-action.ts';

const DAY = 86_400;
const LIFETIMES = [
  { label: 'until it is revoked', seconds: null },
  { label: 'for an hour', seconds: 3_600 },
  { label: 'for a day', seconds: DAY },
  { label: 'for a week', seconds: 7 * DAY },
  { label: 'for 30 days', seconds: 30 * DAY },
] as const;

/** Makes a link that shows the task, live, to whoever holds it; and takes all of them back. */
export function ShareDialog({ taskId, children }: { taskId: string; children: ReactNode }) {
  return (
    <Dialog>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Share</DialogTitle>
          <DialogDescription>Whoever has the link sees this page, live and read only, without signing in.</DialogDescription>
        </DialogHeader>
        <ShareForm taskId={taskId} />
      </DialogContent>
    </Dialog>
  );
}

function ShareForm({ taskId }: { taskId: string }) {
  const [lifetime, setLifetime] = useState(0);
  const field = useId();
  const create = useMutation({ mutationFn: () => browserApi.share(taskId, LIFETIMES[lifetime]?.seconds ?? null), onError: sayFailure });
  const revoke = useMutation({
    mutationFn: () => browserApi.revokeShares(taskId),
    onSuccess: () => {
      create.reset();
      toast.success('No link opens this task any more.');
    },
    onError: sayFailure,
  });
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end gap-2">
        <div className="grid min-w-40 flex-1 gap-1.5">
          <Label htmlFor={field}>The link works</Label>
          <select id={field} value={lifetime} onChange={(event) => setLifetime(Number(event.target.value))} className="h-10 w-full pointer-coarse:h-11 rounded-md border border-input bg-card px-3 text-base md:text-sm">
            {LIFETIMES.map(({ label }, index) => <option key={label} value={index}>{label}</option>)}
          </select>
        </div>
        <Button inactive={create.isPending} onClick={() => create.mutate()}>{create.data ? 'Make another link' : 'Make a link'}</Button>
      </div>
      {create.data && <ShareLinkField link={create.data} />}
      <div className="flex flex-wrap items-center justify-between gap-2 border-t pt-4">
        <p className="text-sm text-muted-foreground">Take back every link of this task.</p>
        <Button variant="outline" size="sm" inactive={revoke.isPending} onClick={() => revoke.mutate()}>Revoke all links</Button>
      </div>
    </div>
  );
}
