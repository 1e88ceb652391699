'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogClose, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle, DialogTrigger } from '#components/ui/dialog.tsx';
import { browserApi } from './browser-api.ts';
import { sayFailure } from './use-task-action.ts';

/** @param children the button that opens it */
export function DeleteDialog({ taskId, children }: { taskId: string; children: ReactNode }) {
  const router = useRouter();
  const remove = useMutation({
    mutationFn: () => browserApi.remove(taskId),
    onSuccess: () => router.push('/tasks'),
    onError: sayFailure,
  });
  return (
    <Dialog>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Delete this task?</DialogTitle>
          <DialogDescription>Its result and its share links go with it. This cannot be undone.</DialogDescription>
        </DialogHeader>
        <DialogFooter>
          <DialogClose asChild><Button variant="outline">Keep it</Button></DialogClose>
          <Button variant="destructive" inactive={remove.isPending} onClick={() => remove.mutate()}>Delete</Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
